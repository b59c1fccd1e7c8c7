// node functions.mjs <root> <file>…: one line per function: file, line, name, number of lines.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('../../pwa/package.json', import.meta.url))
const ts = createRequire(here)('typescript')
const [root, ...files] = process.argv.slice(2)

/** The script of a .vue file with the lines above it kept empty, so that line numbers stay true. */
function scriptOf(text) {
  const found = /<script[^>]*>([\s\S]*?)<\/script>/.exec(text)
  if (!found) return ''
  const start = found.index + found[0].indexOf('>') + 1
  return '\n'.repeat(text.slice(0, start).split('\n').length - 1) + found[1]
}

for (const file of files) {
  const text = readFileSync(`${root}/${file}`, 'utf8')
  const source = ts.createSourceFile(file, file.endsWith('.vue') ? scriptOf(text) : text, ts.ScriptTarget.Latest, true)
  const line = (at) => source.getLineAndCharacterOfPosition(at).line + 1
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const from = line(node.getStart(source))
      const name = node.name?.getText(source) ?? node.parent?.name?.getText?.(source) ?? 'function'
      console.log([file, from, name.replace(/\s+/g, ' '), line(node.end) - from + 1].join('\t'))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
}
