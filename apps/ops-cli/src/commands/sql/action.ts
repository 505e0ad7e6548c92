import type { Action } from '../../command.ts';
import type { QueryResult } from '../../warehouse/query.ts';
import type { SqlOptions } from './options.ts';
import { renderRows, rowsOf } from './render.ts';
import { runSql } from './run.ts';

export const action: Action<SqlOptions, QueryResult> = { run: runSql, render: renderRows, json: rowsOf };
