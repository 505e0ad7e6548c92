import { describe, expect, test } from 'vitest';
import { classify } from './statement-class.ts';

describe('a statement reads', () => {
  test.each([
    'SELECT 1',
    'select * from t;',
    ' \n-- a comment; DELETE FROM t\nSELECT 1 -- and one at the end;',
    '/* outer /* inner; DROP */ still */ SELECT 1',
    "SELECT 'DELETE FROM t; DROP TABLE t' AS text",
    "SELECT 'it''s; INTO'",
    "SELECT E'\\'; DELETE FROM t'",
    'SELECT "delete", "a;b" FROM t',
    'SELECT $$; DROP TABLE t$$, $tag$ INSERT $$ $tag$',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    'SHOW TABLES FROM SCHEMA tlc.public',
    'EXPLAIN SELECT 1',
    'EXPLAIN VERBOSE WITH a AS (SELECT 1) SELECT * FROM a',
    'SELECT deleted, created_at, into_zone FROM t',
    'SELECT a FROM t;;',
    '(SELECT 1) UNION (SELECT 2)',
  ])('%s', (sql) => expect(classify(sql)).toEqual({ kind: 'read' }));
});

describe('a statement writes', () => {
  test.each([
    ['DELETE FROM t', 'DELETE'],
    ['  insert into t values (1)', 'INSERT'],
    ['/* SELECT */ DROP TABLE t', 'DROP'],
    ['-- SELECT 1\nTRUNCATE t', 'TRUNCATE'],
    ['WITH a AS (SELECT 1) DELETE FROM t USING a', 'WITH … DELETE'],
    ['WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a', 'WITH … DELETE'],
    ['SELECT * INTO copy FROM t', 'SELECT … INTO'],
    ['EXPLAIN INSERT INTO t VALUES (1)', 'EXPLAIN … INSERT'],
    ['EXPLAIN ANALYZE INSERT INTO t VALUES (1)', 'EXPLAIN ANALYZE'],
    ["explain /* x */ analyze SET memory_limit = '1GB'", 'EXPLAIN ANALYZE'],
    ['EXPLAIN ANALYZE CHECKPOINT', 'EXPLAIN ANALYZE'],
    ['EXPLAIN VACUUM', 'EXPLAIN … VACUUM'],
    ['EXPLAIN SET x TO 1', 'EXPLAIN … SET'],
    ["COPY t FROM 's3://b/k'", 'COPY'],
    ["UNLOAD ('SELECT 1') TO 's3://b/k'", 'UNLOAD'],
    ['SET search_path TO x', 'SET'],
    ['VACUUM', 'VACUUM'],
    ['BEGIN', 'BEGIN'],
  ])('%s', (sql, verb) => expect(classify(sql)).toEqual({ kind: 'write', verb }));
});

describe('is no single statement', () => {
  test.each([
    ['SELECT 1; DELETE FROM t', 'there is more than one statement'],
    ["SELECT ';'; SELECT 2;", 'there is more than one statement'],
    ['', 'there is no statement'],
    ['-- only a comment', 'there is no statement'],
    [';', 'there is no statement'],
    ['SELEC 1', 'no statement begins with SELEC; did you mean SELECT?'],
    ['sellect 1', 'no statement begins with SELLECT; did you mean SELECT?'],
    ['DELET FROM t', 'no statement begins with DELET; did you mean DELETE?'],
    ['hello', 'no statement begins with HELLO'],
    ["SELECT 'open", 'a text, a name or a comment is never closed'],
    ['SELECT "open', 'a text, a name or a comment is never closed'],
    ['SELECT 1 /* open /* */', 'a text, a name or a comment is never closed'],
    ['SELECT $$open', 'a text, a name or a comment is never closed'],
  ])('%s', (sql, reason) => expect(classify(sql)).toEqual({ kind: 'refused', reason }));
});
