/** The recorder without a screen: what a test calls stands on window. */

import { createCapture } from '@/capture/capture'
import { captureWire } from '@/wire/footage'

const way = new URLSearchParams(location.search).get('way')

/** Every file kept on this phone with its size, as recording/file. */
async function files(): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const root = await navigator.storage.getDirectory()
  const shelf = await root.getDirectoryHandle('footage', { create: true })
  for await (const folder of shelf.values()) {
    for await (const file of (folder as FileSystemDirectoryHandle).values()) {
      found[`${folder.name}/${file.name}`] = (await (file as FileSystemFileHandle).getFile()).size
    }
  }
  return found
}

const options = { wire: captureWire, position: false, ...(way === 'mediarecorder' ? { way } : {}) } as const
const begun = performance.now()
const capture = await createCapture(options)
Object.assign(window, { capture, files, startedInMs: performance.now() - begun })
