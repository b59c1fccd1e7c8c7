/** The recorder without a screen: what a test calls stands on window. */

import { createCapture } from '@/capture/capture'
import { captureWire } from '@/wire/footage'

const asked = new URLSearchParams(location.search)

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

/** Starts the recorder; a page asked to be idle leaves that to the test. */
async function begin(): Promise<void> {
  const way = asked.get('way') === 'mediarecorder' ? { way: 'mediarecorder' as const } : {}
  Object.assign(window, { capture: await createCapture({ wire: captureWire, position: false, ...way }) })
}

Object.assign(window, { begin, files })
if (!asked.has('idle')) await begin()
Object.assign(window, { ready: true })
