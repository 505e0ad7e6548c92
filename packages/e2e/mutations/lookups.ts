import { type Mutation, pytest, vitest } from '../src/mutations/mutation.ts';

const VIEWS = 'packages/contracts/src/warehouse/lookup-tables.ts';
const INGEST = 'glue-scripts/tlc_elt/ingest/lookup.py';
const LOAD = 'glue-scripts/tlc_elt/load/lookup.py';
const LOADED = 'load/test_lookup.py';
const INGESTED = 'ingest/test_lookup.py';

/** The lookup that names what trips hold ids of. */
export const lookups: readonly Mutation[] = [
  {
    name: 'names-lose-trips',
    promise: 'The view by names has every trip, also one whose id the lookup lacks.',
    file: VIEWS,
    find: 'LEFT JOIN ${lookup.lookup}',
    replace: 'JOIN ${lookup.lookup}',
    test: vitest('packages/contracts', 'src/warehouse/lookup-tables.test.ts'),
  },
  {
    name: 'names-double-trips',
    promise: 'The view by names has every trip once, however many versions the lookup has.',
    file: VIEWS,
    find: 'WHERE version = (SELECT MAX(version)',
    replace: 'WHERE version <= (SELECT MAX(version)',
    test: vitest('packages/contracts', 'src/warehouse/lookup-tables.test.ts'),
  },
  {
    name: 'a-lookup-ends-an-ingest',
    promise: 'No month ends for a lookup that cannot be kept.',
    file: INGEST,
    find: '    except Exception as error:\n',
    replace: '    except KeyboardInterrupt as error:\n',
    test: pytest(INGESTED, 'test_s3_that_does_not_answer'),
  },
  {
    name: 'views-of-anybody',
    promise: 'No lookup is loaded below a view that somebody else owns.',
    file: LOAD,
    find: 'owned = [*lookup.tables, lookup.view, view.table]',
    replace: 'owned = [*lookup.tables]',
    test: pytest(LOADED, 'test_somebody_elses_view_gets_no_lookup'),
  },
  {
    name: 'views-stay-behind',
    promise: 'A view that reads one which is made anew is made anew with it, whichever dataset it is of.',
    file: 'glue-scripts/tlc_elt/migrate/views.py',
    find: 'changed = is_there and bool((renewed | stale) & set(view.reads))',
    replace: 'changed = False',
    test: pytest('migrate/test_lookups.py', 'made_anew_below_the_named_trips'),
  },
  {
    name: 'views-gone-for-a-while',
    promise: 'A table that is made anew and the views that read it are so in one transaction.',
    file: 'glue-scripts/tlc_elt/migrate/run.py',
    find: '[*alone, *parts] if statements]',
    replace: '[*alone, ("views", views.drops), ("the views", anew[len(views.drops) :])] if statements]',
    test: pytest('migrate/test_lookups.py', 'fails_at_its_last_view'),
  },
  {
    name: 'a-lookup-ends-a-load',
    promise: 'No month ends for a lookup that cannot be loaded.',
    file: LOAD,
    find: '    except Exception as error:\n',
    replace: '    except KeyboardInterrupt as error:\n',
    test: pytest(LOADED, 'test_somebody_elses_table'),
  },
  {
    name: 'a-lookup-shrinks',
    promise: "A lookup that has lost rows takes no whole one's place.",
    file: INGEST,
    find: 'if len(rows.values) < kept["rows"]:',
    replace: 'if not rows.values:',
    test: pytest(INGESTED, 'test_a_damaged_file_takes_no_good_ones_place'),
  },
  {
    name: 'an-id-twice',
    promise: 'A lookup that names an id twice is not taken.',
    file: 'glue-scripts/tlc_elt/lookup.py',
    find: 'if values[-1][0] in seen:',
    replace: 'if values[-1][0] == "":',
    test: pytest(INGESTED, 'test_a_damaged_file_takes_no_good_ones_place'),
  },
  {
    name: 'a-made-up-lookup-over-a-real-one',
    promise: "A generated lookup never takes a published one's place in the warehouse.",
    file: LOAD,
    find: 'if kept["generated"] and not newest.generated:',
    replace: 'if False:',
    test: pytest(LOADED, 'test_a_published_lookup_takes_the_place'),
  },
  {
    name: 'a-made-up-lookup-in-prod',
    promise: 'Only stage local takes a generated lookup.',
    file: LOAD,
    find: 'if kept["generated"] and stage != LOCAL_STAGE:',
    replace: 'if False:',
    test: pytest(LOADED, 'test_other_stages_take_no_generated_lookup'),
  },
  {
    name: 'two-versions-at-once',
    promise: 'Two loads that bring a lookup at once leave one version of it.',
    file: LOAD,
    find: 'abort_unless(f"{newest} = {version - 1}", "1", said)',
    replace: 'abort_unless("TRUE", "1", said)',
    test: pytest(LOADED, 'test_two_loads_that_bring_the_lookup_at_once'),
  },
  {
    name: 'verify-without-the-zones',
    promise: "verify finds a version of a lookup that is not its file's.",
    file: 'apps/ops-cli/src/commands/verify/lookups.ts',
    find: 'if (differs === undefined) return undefined;',
    replace: 'if (differs !== -1) return undefined;',
    test: vitest('apps/ops-cli', 'src/commands/verify/lookups.test.ts'),
  },
];
