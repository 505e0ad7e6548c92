import type { Group } from './case.ts';

/** "String functions". */
export const STRING_GROUPS: readonly Group[] = [
  {
    page: '|| (Concatenation) operator',
    cases: [
      ["SELECT 'Millenium' || ' ' || 'Falcon'", 'Millenium Falcon'],
      ["SELECT 'a' || NULL", null],
      ["SELECT 100::FLOAT || '%'", '100%'],
      ["SELECT 'n' || 1 || '/' || 2.50 || 7 / 2", 'n1/2.503'],
      ["SELECT 'x' || true", { error: 'boolean' }],
    ],
  },
  {
    page: 'ASCII function',
    cases: [
      ["SELECT ASCII('A')", 65],
      ["SELECT ASCII('amazon')", 97],
      ["SELECT ASCII('')", 0],
    ],
  },
  {
    page: 'BTRIM function',
    cases: [
      ["SELECT BTRIM('     abc    ')", 'abc'],
      ["SELECT BTRIM('xyzaxyzbxyzcxyz', 'xyz')", 'axyzbxyzc'],
      ["SELECT BTRIM('setuphistorycassettes', 'tes')", 'uphistoryca'],
    ],
  },
  {
    page: 'CHARINDEX function',
    cases: [
      ["SELECT CHARINDEX('fish', 'dogfish')", 4],
      ["SELECT CHARINDEX('FISH', 'dogfish')", 0],
      ["SELECT CHARINDEX('z', 'dogfish')", 0],
    ],
  },
  {
    page: 'CHR function',
    cases: [
      ['SELECT CHR(65)', 'A'],
      ['SELECT CHR(97)', 'a'],
    ],
  },
  {
    page: 'CONCAT function',
    cases: [
      ["SELECT CONCAT('December 25, ', '2008')", 'December 25, 2008'],
      ["SELECT CONCAT('a', NULL)", null],
      ["SELECT CONCAT(CONCAT('a', ', '), 'b')", 'a, b'],
      ["SELECT CONCAT('a', 'b', 'c')", { refused: 'concat() with 3 arguments' }],
    ],
  },
  {
    page: 'INITCAP function',
    cases: [
      ["SELECT INITCAP('Nibh.Quisque@email.com')", 'Nibh.Quisque@Email.Com'],
      ["SELECT INITCAP('the quick brown fox')", 'The Quick Brown Fox'],
      ["SELECT INITCAP('wORLD-wide_web')", 'World-Wide_Web'],
    ],
  },
  {
    page: 'LEFT and RIGHT functions',
    cases: [
      ["SELECT LEFT('Chicago', 5)", 'Chica'],
      ["SELECT RIGHT('Chicago', 3)", 'ago'],
      ["SELECT LEFT('ab', 5)", 'ab'],
    ],
  },
  {
    page: 'LEN function',
    cases: [
      ["SELECT LEN('cat')", 3],
      ["SELECT LENGTH('français')", 8],
      ["SELECT OCTET_LENGTH('français')", 9],
      ["SELECT CHAR_LENGTH('cat'), CHARACTER_LENGTH('cat'), TEXTLEN('cat')", [[3, 3, 3]]],
    ],
  },
  { page: 'LOWER function', cases: [["SELECT LOWER('SQL')", 'sql']] },
  {
    page: 'LPAD and RPAD functions',
    cases: [
      ["SELECT LPAD('cat', 7)", '    cat'],
      ["SELECT LPAD('caterpillar', 5)", 'cater'],
      ["SELECT RPAD('cat', 7, '0123456789')", 'cat0123'],
      ["SELECT LPAD('cat', 7, '0123456789')", '0123cat'],
      ["SELECT RPAD('cat', 5) || '|'", 'cat  |'],
    ],
  },
  {
    page: 'LTRIM and RTRIM functions',
    cases: [
      ["SELECT LTRIM('2008-01-24 06:43:29', '2008-')", '1-24 06:43:29'],
      ["SELECT RTRIM('baseball', 'ball')", 'base'],
      ["SELECT RTRIM('abc   ') || '|'", 'abc|'],
    ],
  },
  { page: 'MD5 function', cases: [["SELECT MD5('Amazon Redshift')", 'f7415e33f972c03abd4f3fed36748f7a']] },
  { page: 'OCTET_LENGTH function', cases: [["SELECT OCTET_LENGTH('Amazon Redshift')", 15]] },
  {
    page: 'POSITION function',
    cases: [
      ["SELECT POSITION('fish' IN 'dogfish')", 4],
      ["SELECT POSITION('x' IN 'dogfish')", 0],
    ],
  },
  {
    page: 'REGEXP_COUNT function',
    cases: [
      ["SELECT REGEXP_COUNT('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}')", 8],
      ["SELECT REGEXP_COUNT('a1b22', '[0-9]+')", 2],
    ],
  },
  {
    page: 'REGEXP_INSTR function',
    cases: [
      ["SELECT REGEXP_INSTR('dogfish', 'fish')", 4],
      ["SELECT REGEXP_INSTR('mail@example.com', '@[^.]*')", 5],
      ["SELECT REGEXP_INSTR('dogfish', '[0-9]')", 0],
    ],
  },
  {
    page: 'REGEXP_REPLACE function',
    cases: [
      ["SELECT REGEXP_REPLACE('the fox', 'quick brown fox', 'lazy dog')", 'the fox'],
      [
        "SELECT REGEXP_REPLACE('DonecFri@semperpretiumneque.com', '@.*\\\\.(org|gov|com|edu|ca)')",
        'DonecFri',
      ],
      ["SELECT REGEXP_REPLACE('a1b2', '[0-9]', '#')", 'a#b#'],
      ["SELECT REGEXP_REPLACE('ab', '(a)(b)', '$2$1')", { refused: 'REGEXP_REPLACE with a group' }],
    ],
  },
  {
    page: 'REGEXP_SUBSTR function',
    cases: [
      ["SELECT REGEXP_SUBSTR('Suspendisse.tristique@nonnisiAenean.edu', '@[^.]*')", '@nonnisiAenean'],
      ["SELECT REGEXP_SUBSTR('the fox', 'dog')", ''],
      ["SELECT REGEXP_SUBSTR('a1b22c333', '[0-9]+', 1, 2)", '22'],
    ],
  },
  {
    page: 'REPEAT function',
    cases: [
      ["SELECT REPEAT('00', 3)", '000000'],
      ["SELECT REPLICATE('ab', 2)", 'abab'],
    ],
  },
  {
    page: 'REPLACE function',
    cases: [["SELECT REPLACE('Shows and Plays', 'Shows', 'Theatre')", 'Theatre and Plays']],
  },
  { page: 'REVERSE function', cases: [["SELECT REVERSE('abcd')", 'dcba']] },
  {
    page: 'SPLIT_PART function',
    cases: [
      ["SELECT SPLIT_PART('abc$def$ghi', '$', 2)", 'def'],
      ["SELECT SPLIT_PART('abc$def$ghi', '$', 4)", ''],
      ["SELECT SPLIT_PART('abc$def$ghi', '#', 1)", 'abc$def$ghi'],
      ["SELECT SPLIT_PART('2008-03-05', '-', 2)", '03'],
      ["SELECT SPLIT_PART('a,b', ',', 0)", { error: 'field position must be greater than zero' }],
      ["SELECT SPLIT_PART('a,b', ',', -1)", { error: 'field position must be greater than zero' }],
    ],
  },
  {
    page: 'STRPOS function',
    cases: [
      ["SELECT STRPOS('dogfish', 'fish')", 4],
      ["SELECT STRPOS('dogfish', 'x')", 0],
    ],
  },
  {
    page: 'SUBSTRING function',
    cases: [
      ["SELECT SUBSTRING('caterpillar', 6, 4)", 'pill'],
      ["SELECT SUBSTRING('caterpillar', 6, 8)", 'pillar'],
      ["SELECT SUBSTRING('caterpillar', 6)", 'pillar'],
      ["SELECT SUBSTRING('caterpillar', 0, 4)", 'cat'],
      ["SELECT SUBSTRING('caterpillar', -1, 4)", 'ca'],
      ["SELECT SUBSTRING('caterpillar' FROM 6 FOR 4)", 'pill'],
      ["SELECT SUBSTR('caterpillar', 2)", 'aterpillar'],
      ["SELECT SUBSTRING('cat', 1, -1)", { error: 'negative substring length' }],
    ],
  },
  {
    page: 'TRANSLATE function',
    cases: [
      ["SELECT TRANSLATE('mint tea', 'inea', 'osin')", 'most tin'],
      ["SELECT TRANSLATE('abc', 'b', '')", 'ac'],
    ],
  },
  {
    page: 'TRIM function',
    cases: [
      ["SELECT TRIM('    dog    ')", 'dog'],
      ["SELECT TRIM(BOTH '\"' FROM '\"dog\"')", 'dog'],
      ["SELECT TRIM(LEADING '\"' FROM '\"dog\"')", 'dog"'],
      ["SELECT TRIM(TRAILING '\"' FROM '\"dog\"')", '"dog'],
      ["SELECT TRIM('CDG' FROM 'CDC')", ''],
    ],
  },
  { page: 'UPPER function', cases: [["SELECT UPPER('sql')", 'SQL']] },
  {
    page: 'SHA functions',
    cases: [
      ["SELECT SHA1('Amazon Redshift')", 'eeac5ed1e11cda66032c30ad77b25071b5487f55'],
      ["SELECT SHA2('a', 256)", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
      ["SELECT SHA2('a', 512)", { refused: 'SHA2' }],
    ],
  },
  {
    page: 'LIKE',
    cases: [
      ["SELECT 'Eastern' LIKE '%E%'", true],
      ["SELECT 'start_end' LIKE '%\\\\_%'", true],
      ["SELECT 'startend' LIKE '%\\\\_%'", false],
      ["SELECT 'a%b' LIKE 'a^%b' ESCAPE '^'", true],
      ["SELECT 'abc' LIKE 'A%'", false],
      ["SELECT 'abc' ILIKE 'A%'", true],
      ["SELECT 'abc' NOT LIKE 'a_c'", false],
      ["SELECT 'a_b' LIKE 'a' || '\\\\_b', 'axb' LIKE 'a' || '\\\\_b'", [[true, false]]],
      ["SELECT 'a%b' LIKE 'a' || '^%b' ESCAPE '^', 'axb' LIKE ('a' || '^%b') ESCAPE '^'", [[true, false]]],
    ],
  },
  {
    page: 'SIMILAR TO',
    cases: [
      ["SELECT 'Farrington' SIMILAR TO '%e%|%h%'", false],
      ["SELECT 'Eastern' SIMILAR TO '(E|W)%'", true],
      ["SELECT 'abc' NOT SIMILAR TO 'a_c'", false],
      [
        "SELECT 'abc' SIMILAR TO 'a.c', 'a.c' SIMILAR TO 'a.c', 'a$' SIMILAR TO '(a|b)$'",
        [[false, true, true]],
      ],
      ["SELECT 'abcbcdefgefg' SIMILAR TO '((ab|bc)+c?(de|fg)?)+%', 'ab' SIMILAR TO '^ab'", [[true, false]]],
      [
        "SELECT 'a%' SIMILAR TO 'a\\\\%', 'ab' SIMILAR TO 'a\\\\%', 'a_' SIMILAR TO 'a^_' ESCAPE '^'",
        [[true, false, true]],
      ],
      [
        "SELECT 'b' SIMILAR TO '[^a.]', '.' SIMILAR TO '[^a.]', 'aaa' SIMILAR TO 'a{2,3}'",
        [[true, false, true]],
      ],
      ["SELECT 'a' SIMILAR TO 'a' || 'b'", { refused: 'SIMILAR TO with a pattern' }],
    ],
  },
  {
    page: 'POSIX operators',
    cases: [
      ["SELECT 'Dothan' ~ 'o.*n'", true],
      ["SELECT 'Dothan' ~ '^o'", false],
      ["SELECT 'Dothan' !~ 'o'", false],
      ["SELECT 'abc' ~* 'B'", { refused: '~*' }],
    ],
  },
  {
    page: 'STRTOL function',
    cases: [
      ["SELECT STRTOL('0xf', 16)", 15],
      ["SELECT STRTOL('abcd1234', 16)", 2882343476],
      ["SELECT STRTOL('1234567', 10)", 1234567],
      ["SELECT STRTOL('1234567', 8)", 342391],
      ["SELECT STRTOL('110101', 2)", 53],
      ["SELECT STRTOL('', 10), STRTOL(NULL, 16)", [[0, null]]],
      ["SELECT STRTOL(' -0xFF', 16), STRTOL('+7', 8), STRTOL('0xf', 36)", [[-255, 7, 1203]]],
      ["SELECT STRTOL('1fffffffffffff', 16)", 9007199254740991],
      ["SELECT CAST(STRTOL('7fffffffffffffff', 16) AS VARCHAR)", '9223372036854775807'],
      ["SELECT CAST(STRTOL('-8000000000000000', 16) AS VARCHAR)", '-9223372036854775808'],
      ["SELECT STRTOL('8000000000000000', 16)", { error: 'overflow' }],
      ["SELECT STRTOL('12', 2)", { refused: 'STRTOL of 12 to the base 2' }],
      ["SELECT STRTOL('1_0', 16)", { refused: 'STRTOL of 1_0 to the base 16' }],
      ["SELECT STRTOL('1', 37)", { refused: 'to the base 37' }],
    ],
  },
  {
    page: 'String functions that are not served',
    cases: [
      ["SELECT SOUNDEX('Amazon')", { refused: 'soundex()' }],
      ["SELECT CRC32('uncompressed')", { refused: 'crc32()' }],
      ["SELECT COLLATE('a', 'case_insensitive')", { refused: 'collate()' }],
      ["SELECT DIFFERENCE('Amazon', 'Ama')", { refused: 'difference()' }],
      ["SELECT QUOTE_IDENT('ab')", { refused: 'quote_ident()' }],
      ['SELECT LIST_VALUE(1, 2)', { refused: 'list_value()' }],
      ["SELECT STRING_SPLIT('a,b', ',')", { refused: 'string_split()' }],
    ],
  },
];
