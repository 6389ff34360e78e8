// Layered layout of the machine as a graph, top to bottom, by dagre and by ELK.
import dagre from '@dagrejs/dagre';
import ELK from 'elkjs';
import { graph } from './machine.mjs';
import { median } from './timing.mjs';

const SIZE = { width: 180, height: 56 };

function byDagre({ nodes, edges }) {
  const drawing = new dagre.graphlib.Graph({ multigraph: true });
  drawing.setGraph({ rankdir: 'TB' });
  nodes.forEach((node) => drawing.setNode(node, { ...SIZE }));
  edges.forEach(({ from, to }, at) => drawing.setEdge(from, to, {}, `edge ${at}`));
  dagre.layout(drawing);
}

function byElk({ nodes, edges }) {
  return new ELK().layout({
    id: 'machine',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'DOWN' },
    children: nodes.map((id) => ({ id, ...SIZE })),
    edges: edges.map(({ from, to }, at) => ({ id: `edge ${at}`, sources: [from], targets: [to] })),
  });
}

/** Names of ours that these peers answer to. At 10,000 states dagre overflows its stack and ELK takes minutes. */
export const answers = (name) => /^layout \d{1,4} states$/.test(name);

export async function measure(name) {
  const shape = graph(Number(/\d+/.exec(name)[0]));
  return [
    { peer: 'dagre', value: await median(() => byDagre(shape)) },
    { peer: 'elkjs', value: await median(() => byElk(shape)) },
  ];
}
