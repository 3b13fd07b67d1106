/**
 * The law of arrows (ARCHITECTURE.md). Each room of the house lists the rooms it may import from; everything else is
 * an error, as is any cycle. tests/house/arrows.test.ts proves that the law bites, on a house built to break it.
 */
const rooms = {
  'engine/clock': [],
  'engine/net': ['engine/clock'],
  'engine/linux': ['engine/net', 'engine/clock'],
  'engine/kubernetes': ['engine/linux', 'engine/net', 'engine/clock'],
  'engine/cni': ['engine/kubernetes', 'engine/linux', 'engine/net', 'engine/clock'],
  'engine/shell': ['engine/cni', 'engine/kubernetes', 'engine/linux', 'engine/net', 'engine/clock'],
  'engine/lab': [
    'engine/shell',
    'engine/cni',
    'engine/kubernetes',
    'engine/linux',
    'engine/net',
    'engine/clock',
  ],
  cli: ['engine'],
  components: ['engine'],
  docs: ['components', 'src', 'engine/lab'],
  src: ['components', 'engine/lab', 'docs'],
};

/** npm packages the engine is made of. Anything else is the host's business. */
const enginePackages = ['yaml', 'unbash', 'fflate'];

const escaped = (path) => path.replaceAll('/', '\\/');
/** Tests, and what only tests use: stories, and `testing` folders, which hold generators and fixtures. */
const test = '(\\.(test|story)\\.tsx?$|/testing/)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `arrows: ${room}`,
      severity: 'error',
      comment: `${room} imports only itself${allowed.map((other) => `, ${other}`).join('')}`,
      from: { path: `^${escaped(room)}/`, pathNot: test },
      to: {
        path: '^(engine|cli|components|docs|src|tests|bench|scripts)/',
        pathNot: [room, ...allowed].map((other) => `^${escaped(other)}/`),
      },
    })),
    {
      name: 'components look at the world through lab',
      severity: 'error',
      comment:
        'a component takes values from engine/lab (and engine/net, for addresses, and engine/shell, on first use); of ' +
        'kernels, Kubernetes and network plugins it may know the types only',
      from: { path: '^components/', pathNot: test },
      to: { path: '^engine/(linux|kubernetes|cni|clock)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine is headless',
      severity: 'error',
      comment: 'no Node, no browser library: the engine runs wherever JavaScript runs',
      from: { path: '^engine/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine packages',
      severity: 'error',
      comment: `the engine is made of ${enginePackages.join(', ')} and nothing else from npm`,
      from: { path: '^engine/', pathNot: test },
      to: {
        path: 'node_modules',
        pathNot: enginePackages.map((name) => `node_modules/${name}/`),
      },
    },
    {
      name: 'no cycles',
      severity: 'error',
      comment:
        'two files that need each other are one file, or lack a third. A cycle closed by an `import type` is none: ' +
        'nothing of it is left when the code runs, and packets in packets are a recursive type',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^(engine|cli|components|src|scripts|bench|tests)/' },
      to: { couldNotResolve: true, pathNot: '^astro:' },
    },
    {
      name: 'product never imports its tests',
      severity: 'error',
      from: { path: '^(engine|cli|components|src)/', pathNot: test },
      to: { path: `${test}|^tests/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.astro'],
    },
  },
};
