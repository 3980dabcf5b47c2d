// Count nodes, edges and roles of every GraphML and GEXF file of a folder with graphology.
// One line a file: name, nodes, edges, and for each role its UTF-8 bytes as hex, "=" and how many edges have it.

const fs = require('fs');
const path = require('path');
const modules = process.argv[3];
const from = (name) => require(path.join(modules, name));
const {MultiGraph} = from('graphology');
const parsers = {'.graphml': from('graphology-graphml'), '.gexf': from('graphology-gexf')};

const version = (name) => name + ' ' + from(name + '/package.json').version;
console.log('version\t' + ['graphology', 'graphology-graphml', 'graphology-gexf'].map(version).join(', '));
// The XML parser tells what it does not like on standard error and goes on; here that is a failure.
console.warn = console.error = (message) => {
  throw new Error(message);
};

function count(file) {
  const source = fs.readFileSync(file, 'utf-8');
  const graph = parsers[path.extname(file)].parse(MultiGraph, source);
  const found = {};
  graph.forEachEdge((edge, attributes) => {
    const role = Buffer.from(attributes.role || '', 'utf-8').toString('hex');
    found[role] = (found[role] || 0) + 1;
  });
  const told = Object.entries(found).map(([role, times]) => role + '=' + times);
  return [path.basename(file), graph.order, graph.size, told.join(';')].join('\t');
}

for (const name of fs.readdirSync(process.argv[2]).sort()) {
  if (!(path.extname(name) in parsers)) continue;
  try {
    console.log(count(path.join(process.argv[2], name)));
  } catch (problem) {
    console.log([name, 'error', String(problem.message).replace(/\s+/g, ' ')].join('\t'));
  }
}
