import type { Group } from './case.ts';

/** "SQL commands": each group makes what it needs; statements run in this order. */
export const STATEMENT_GROUPS: readonly Group[] = [
  {
    page: 'CREATE TABLE',
    cases: [
      [
        `CREATE TABLE event (eventid INTEGER NOT NULL DISTKEY, venue SMALLINT ENCODE az64, name VARCHAR(5) DEFAULT 'none', price NUMERIC(8,2), starts TIMESTAMP, PRIMARY KEY (eventid)) DISTSTYLE KEY COMPOUND SORTKEY (starts)`,
        'done',
      ],
      ['CREATE TABLE IF NOT EXISTS event (eventid INTEGER)', 'done'],
      ['CREATE TABLE event (eventid INTEGER)', { error: 'Relation "event" already exists' }],
      ['CREATE TABLE bad (a SUPER)', { refused: 'SUPER' }],
      ['CREATE TABLE bad (a CHAR(10))', { refused: 'CHAR(10)' }],
      ['CREATE TABLE bad (a INTEGER IDENTITY(0,1))', { refused: 'IDENTITY' }],
      ['CREATE TABLE bad (a INTEGER) INTERLEAVED SORTKEY (a)', { refused: 'INTERLEAVED' }],
      ['CREATE TABLE bad (LIKE event)', { refused: 'LIKE' }],
      ['CREATE TABLE bad (a VARCHAR(70000))', { error: 'length for type varchar' }],
      ['CREATE TABLE bad (a STRUCT)', { refused: 'STRUCT' }],
      ['CREATE TABLE other.bad (a INTEGER)', { refused: 'the schema other' }],
    ],
  },
  {
    page: 'INSERT',
    cases: [
      ["INSERT INTO event VALUES (1, 2, 'abcde', 1.5, '2020-01-01'), (2, 2, DEFAULT, NULL, NULL)", 'done'],
      ['INSERT INTO event (eventid, venue) SELECT eventid + 10, venue FROM event', 'done'],
      [
        'SELECT eventid, name, price FROM event ORDER BY eventid',
        [
          [1, 'abcde', '1.50'],
          [2, 'none', null],
          [11, 'none', null],
          [12, 'none', null],
        ],
      ],
      [
        "INSERT INTO event VALUES (3, 1, 'abcdef', 1, NULL)",
        { error: 'value too long for type character varying(5)' },
      ],
      [
        "INSERT INTO event VALUES (3, 1, 'éééa', 1, NULL)",
        { error: 'value too long for type character varying(5)' },
      ],
      [
        "INSERT INTO event VALUES (NULL, 1, 'a', 1, NULL)",
        { error: 'Cannot insert a NULL value into column eventid' },
      ],
      ['INSERT INTO event VALUES (1) ON CONFLICT DO NOTHING', { refused: 'CONFLICT' }],
      ["INSERT INTO event VALUES ('4.5', 1, 'a', '1.5', NULL)", { error: 'for integer: "4.5"' }],
      ["INSERT INTO event (price, eventid) VALUES (1, '4'), ('1.5', '1e2')", { error: 'for integer: "1e2"' }],
      ["UPDATE event SET name = '1.5', venue = '2.5'", { error: 'for integer: "2.5"' }],
      ['INSERT INTO nowhere VALUES (1)', { error: 'relation "nowhere" does not exist' }],
      ['SELECT nothing FROM event', { error: 'column "nothing" does not exist' }],
    ],
  },
  {
    page: 'UPDATE',
    cases: [
      ["UPDATE event SET name = 'x' WHERE eventid = 11", 'done'],
      ['UPDATE event SET price = e.price + 1 FROM event e WHERE e.eventid = 1 AND event.eventid = 2', 'done'],
      [
        'SELECT name, price FROM event WHERE eventid IN (2, 11) ORDER BY eventid',
        [
          ['none', '2.50'],
          ['x', null],
        ],
      ],
    ],
  },
  {
    page: 'DELETE',
    cases: [
      ['DELETE FROM event WHERE eventid = 11', 'done'],
      ['DELETE event WHERE eventid = 12', 'done'],
      ['DELETE FROM event USING users WHERE event.eventid = users.id AND users.id = 2', 'done'],
      ['SELECT COUNT(*) FROM event', 1],
    ],
  },
  {
    page: 'MERGE',
    cases: [
      ['CREATE TABLE target (id INT, name VARCHAR(10))', 'done'],
      ['CREATE TABLE source (id INT, name VARCHAR(10))', 'done'],
      ["INSERT INTO target VALUES (101, 'Bob'), (102, 'John'), (103, 'Susan')", 'done'],
      ["INSERT INTO source VALUES (102, 'Tony'), (103, 'Alice'), (104, 'Bill')", 'done'],
      [
        'MERGE INTO target USING source ON target.id = source.id WHEN MATCHED THEN UPDATE SET id = source.id, name = source.name WHEN NOT MATCHED THEN INSERT VALUES (source.id, source.name)',
        'done',
      ],
      [
        'SELECT * FROM target ORDER BY id',
        [
          [101, 'Bob'],
          [102, 'Tony'],
          [103, 'Alice'],
          [104, 'Bill'],
        ],
      ],
      [
        'MERGE INTO target USING source ON target.id = source.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (source.id, source.name)',
        'done',
      ],
      ['SELECT * FROM target', [[101, 'Bob']]],
      ["INSERT INTO source VALUES (101, 'one'), (101, 'two')", 'done'],
      [
        'MERGE INTO target USING source ON target.id = source.id WHEN MATCHED THEN UPDATE SET name = source.name WHEN NOT MATCHED THEN INSERT VALUES (source.id, source.name)',
        { error: 'multiple matches to update the same tuple' },
      ],
      [
        'MERGE INTO target USING source ON target.id = source.id WHEN MATCHED THEN DELETE',
        { error: 'MERGE needs' },
      ],
      [
        'MERGE INTO target USING source ON target.id = source.id REMOVE DUPLICATES',
        { refused: 'REMOVE DUPLICATES' },
      ],
    ],
  },
  {
    page: 'CREATE TABLE AS',
    cases: [
      [
        'CREATE TABLE event_copy DISTSTYLE EVEN AS SELECT eventid AS id, price / 2 AS half, name FROM event',
        'done',
      ],
      ['SELECT * FROM event_copy', [[1, '0.7500000000000', 'abcde']]],
      ['CREATE TABLE named (a, b) AS SELECT 1, 2', 'done'],
      ['SELECT a, b FROM named', [[1, 2]]],
      ['DROP TABLE event_copy', 'done'],
      ['SELECT * FROM event_copy', { error: 'relation "event_copy" does not exist' }],
      ['DROP TABLE IF EXISTS event_copy', 'done'],
      ['CREATE TABLE one (a INTEGER)', 'done'],
      ['CREATE TABLE two (a INTEGER)', 'done'],
      ['DROP TABLE one, nowhere', { error: 'relation "nowhere" does not exist' }],
      ['DROP TABLE one, public.two, named CASCADE', 'done'],
      ['SELECT * FROM one', { error: 'relation "one" does not exist' }],
      ['DROP TABLE IF EXISTS one, two', 'done'],
    ],
  },
  {
    page: 'CREATE VIEW',
    cases: [
      [
        'CREATE VIEW cheap AS SELECT eventid, DATEADD(day, 1, starts) AS next FROM event WHERE NVL(price, 0) < 5',
        'done',
      ],
      ['SELECT * FROM cheap', [[1, '2020-01-02 00:00:00']]],
      ['CREATE OR REPLACE VIEW cheap (number) AS SELECT eventid FROM event', 'done'],
      ['SELECT number FROM cheap', 1],
      ['CREATE VIEW late AS SELECT 1 AS a FROM nowhere WITH NO SCHEMA BINDING', { refused: 'late-binding' }],
      ['CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a', { refused: 'MATERIALIZED' }],
      ['DROP VIEW cheap', 'done'],
    ],
  },
  {
    page: 'ALTER TABLE',
    cases: [
      ['ALTER TABLE event ADD COLUMN feedback INTEGER DEFAULT 7', 'done'],
      ['SELECT eventid, feedback FROM event', [[1, 7]]],
      ['ALTER TABLE event ADD COLUMN note VARCHAR(3)', 'done'],
      ["UPDATE event SET note = 'long'", { error: 'value too long for type character varying(3)' }],
      ["UPDATE event SET note = 'abc'", 'done'],
      ['ALTER TABLE event RENAME COLUMN feedback TO stars', 'done'],
      ['SELECT stars, note FROM event', [[7, 'abc']]],
      ['ALTER TABLE event DROP COLUMN stars', 'done'],
      ['ALTER TABLE event RENAME TO happening', 'done'],
      ['SELECT COUNT(*) FROM happening', 1],
      ["INSERT INTO happening (eventid, name) VALUES (5, 'abcdef')", { error: 'character varying(5)' }],
      ['ALTER TABLE happening ALTER DISTSTYLE ALL', 'done'],
      ['ALTER TABLE happening APPEND FROM event', { refused: 'ALTER TABLE' }],
    ],
  },
  {
    page: 'GRANT, REVOKE and owners',
    cases: [
      ['GRANT USAGE ON SCHEMA public TO "IAMR:analyst", PUBLIC', 'done'],
      ['GRANT SELECT ON ALL TABLES IN SCHEMA public TO "IAMR:analyst"', 'done'],
      ['REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM "IAMR:analyst"', 'done'],
      ['GRANT USAGE ON SCHEMA other TO PUBLIC', { refused: 'the schema other' }],
      ['GRANT SELECT ON happening TO admin', 'done'],
      ['GRANT SELECT ON happening TO nobody', { error: 'user "nobody" does not exist' }],
      ['REVOKE SELECT ON happening FROM nobody', { error: 'user "nobody" does not exist' }],
      ['GRANT SELECT ON happening TO ROLE readers', { error: 'role "readers" does not exist' }],
      ['GRANT SELECT ON happening TO GROUP readers', { error: 'group "readers" does not exist' }],
      ['ALTER TABLE happening OWNER TO nobody', { error: 'user "nobody" does not exist' }],
    ],
  },
  {
    page: 'TRUNCATE, ANALYZE, VACUUM, EXPLAIN',
    cases: [
      ['ANALYZE happening', 'done'],
      ['VACUUM', 'done'],
      ['TRUNCATE happening', 'done'],
      ['SELECT COUNT(*) FROM happening', 0],
    ],
  },
  {
    page: 'Commands that are not served',
    cases: [
      ['BEGIN', { refused: 'BEGIN' }],
      ['COMMIT', { refused: 'COMMIT' }],
      ["SET search_path TO 'x'", { refused: 'SET' }],
      ['SHOW TABLES FROM SCHEMA dev.public', { refused: 'SHOW' }],
      ['CALL procedure()', { refused: 'CALL' }],
      ['CREATE SCHEMA other', { refused: 'CREATE SCHEMA' }],
      ['CREATE USER someone PASSWORD DISABLE', { refused: 'CREATE USER' }],
      ["CREATE FUNCTION f() RETURNS INT AS 'x'", { refused: 'CREATE FUNCTION' }],
      ['CREATE PROCEDURE p() AS 1', { refused: 'CREATE PROCEDURE' }],
      ['DECLARE c CURSOR FOR SELECT 1', { refused: 'DECLARE' }],
      ["COPY users FROM 's3://lake/x' IAM_ROLE DEFAULT CSV", { refused: 'COPY with CSV' }],
      ["COPY users FROM 's3://lake/x' IAM_ROLE DEFAULT FORMAT AS PARQUET MAXERROR 10", { error: 'MAXERROR' }],
      [
        "UNLOAD ('SELECT 1') TO 's3://lake/open/u' IAM_ROLE DEFAULT",
        { refused: 'UNLOAD without FORMAT AS PARQUET' },
      ],
    ],
  },
];
