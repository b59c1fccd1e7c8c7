/** Hands in what the phone holds: claims first and at once, then bytes by ticket, then receipts. One tab at a time. */

import { checkReceipt, heldBy, sha256, signed } from './claim'
import { deviceKey } from './keys'
import type { UploadState } from './state'
import {
  changeClosing, changePart, fact, fileOf, keepFact, keepReceipt, now, type PartRow, partsIn, partsOf, recordingsKept,
} from './vault'
import {
  type ClaimAnswer, type ConfirmAnswer, type PutAnswer, type ServerKey, type SignedReceipt, type SignedTime,
  type UploadTicket, type Wire, WireError,
} from './words'

const LOCK = 'lianzheng-upload'
const ASK_TIMEOUT_MS = 15_000
const PUT_TIMEOUT_MS = 60_000
const TIMER_MS = 30_000
const LONGEST_PAUSE_MS = 60_000
const CLAIMS_AT_ONCE = 100
const PARTS_AT_ONCE = 20
/** A ticket this close to its end is asked for anew. */
const TICKET_MARGIN_MS = 60_000
/** Refusals that pass when somebody acts (approves the device): the claim stays in the queue. */
const PASSING = new Set(['device_unknown', 'device_not_approved', 'device_pending'])
/** A PUT refused so is tried again later, with a new ticket. */
const PASSING_STATUS = new Set([401, 403, 408, 410, 425, 429])

interface Offer {
  sha256: string
  claim: string
  signature: string
  answered(answer: ClaimAnswer): Promise<void>
}

/** Why a pass stopped before its end; shown as the code of the upload. */
class Stopped extends Error {
  constructor(readonly code: string, readonly blocked = false) {
    super(code)
  }
}

function codeOf(cause: unknown): string {
  if (cause instanceof WireError) return cause.code ?? 'server'
  console.warn(cause)
  return 'network'
}

export class Uploader {
  private readonly tickets = new Map<string, { ticket: UploadTicket; goodUntil: number }>()
  private readonly stopListening = new AbortController()
  private readonly timer: ReturnType<typeof setInterval>
  private running: Promise<void> | null = null
  private again = false
  private failures = 0
  private notBefore = 0
  private skipped = new Set<string>()

  constructor(private readonly wire: Wire, private readonly tell: (change: Partial<UploadState>) => void) {
    const { signal } = this.stopListening
    window.addEventListener('online', () => void this.run(true), { signal })
    const seen = (): void => void this.run(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', seen, { signal })
    this.timer = setInterval(() => void this.run(), TIMER_MS)
  }

  /** Hands in whatever waits; `force` does not wait for the end of a pause after failures. */
  run(force = false): Promise<void> {
    if (this.running) {
      this.again = true
      return this.running
    }
    if (!force && performance.now() < this.notBefore) return Promise.resolve()
    this.running = this.passes().finally(() => (this.running = null))
    return this.running
  }

  /** Asks for the server's keys and its time, the anchor of the claims to come. */
  async greet(): Promise<void> {
    try {
      await this.learnKeys()
      await this.heard(await this.wire.time(AbortSignal.timeout(ASK_TIMEOUT_MS)))
    } catch (cause) {
      this.tell({ code: codeOf(cause) })
    }
  }

  /** Puts what was refused of one recording back into the queue. */
  async retry(recordingId: string): Promise<void> {
    for (const { number, phase, claim } of await partsOf(recordingId)) {
      if (phase === 'refused' && claim) await changePart(recordingId, number, { phase: 'closed', code: null })
    }
    const closing = (await recordingsKept()).find((row) => row.id === recordingId)?.closing
    if (closing?.phase === 'refused') await changeClosing(recordingId, { phase: 'closed', code: null })
    await this.run(true)
  }

  dispose(): void {
    clearInterval(this.timer)
    this.stopListening.abort()
  }

  private async passes(): Promise<void> {
    this.tell({ state: 'working' })
    try {
      do {
        this.again = false
        await navigator.locks.request(LOCK, () => this.pass())
      } while (this.again)
      this.failures = this.notBefore = 0
      this.tell({ state: 'waiting', code: null })
    } catch (cause) {
      this.pause(cause)
    }
  }

  private pause(cause: unknown): void {
    const stopped = cause instanceof Stopped ? cause : new Stopped(codeOf(cause))
    const longest = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** this.failures++)
    const pauseMs = longest * (0.5 + Math.random() / 2)
    this.notBefore = performance.now() + pauseMs
    setTimeout(() => this.stopListening.signal.aborted || void this.run(), pauseMs + 10)
    this.tell({ state: stopped.blocked ? 'blocked' : 'waiting', code: stopped.code })
  }

  private async pass(): Promise<void> {
    this.skipped = new Set()
    for (;;) {
      await this.offer(await this.newOffers())
      const waiting = await this.next('claimed')
      for (const row of await this.withTickets(waiting)) await this.put(row)
      const sent = await this.next('put')
      await this.confirmAll(sent)
      if (waiting.length === 0 && sent.length === 0) break
    }
    if (this.skipped.size > 0) throw new Stopped('store')
  }

  /** Some parts in this phase that this pass has not given up. */
  private async next(phase: 'claimed' | 'put'): Promise<PartRow[]> {
    const some = await partsIn(phase, PARTS_AT_ONCE + this.skipped.size)
    return some.filter((row) => !this.skipped.has(row.claimSha256 ?? '')).slice(0, PARTS_AT_ONCE)
  }

  private async newOffers(): Promise<Offer[]> {
    const parts = (await partsIn('closed')).map((row) => this.offerOf(row))
    const closings = (await recordingsKept()).flatMap(({ id, closing }) => {
      const answered = (answer: ClaimAnswer): Promise<void> => this.closingAnswered(id, answer)
      return closing?.phase === 'closed' ? [{ ...closing, answered }] : []
    })
    return [...parts, ...closings]
  }

  private offerOf(row: PartRow): Offer {
    const { claimSha256, claim, signature } = row
    if (!claimSha256 || !claim || !signature) throw new Error('a closed part has its claim')
    return { sha256: claimSha256, claim, signature, answered: (answer) => this.partAnswered(row, answer) }
  }

  private async offer(offers: Offer[]): Promise<void> {
    this.tell({ claimsWaiting: offers.length })
    for (let at = 0; at < offers.length; at += CLAIMS_AT_ONCE) {
      const some = offers.slice(at, at + CLAIMS_AT_ONCE)
      const list = some.map(({ claim, signature }) => ({ claim, signature }))
      const { answers, server_time } = await this.wire.claims(list, AbortSignal.timeout(ASK_TIMEOUT_MS))
      await this.heard(server_time)
      for (const offer of some) {
        const answer = answers.find((each) => each.claim_sha256 === offer.sha256)
        if (answer) await this.take(offer, answer, server_time)
      }
      this.tell({ claimsWaiting: offers.length - at - some.length })
    }
  }

  private async take(offer: Offer, answer: ClaimAnswer, time: SignedTime): Promise<void> {
    if (answer.status === 'refused' && PASSING.has(answer.code ?? '')) throw new Stopped(answer.code ?? '', true)
    if (answer.ticket) {
      // The server's clock counts here: the phone's own may be wrong.
      const lifeMs = Date.parse(answer.ticket.expires_at) - time.at_ms
      const goodUntil = performance.now() + lifeMs - TICKET_MARGIN_MS
      this.tickets.set(offer.sha256, { ticket: answer.ticket, goodUntil })
    }
    await offer.answered(answer)
  }

  private async partAnswered(row: PartRow, answer: ClaimAnswer): Promise<void> {
    const phase = answer.status === 'refused' ? 'refused' : answer.status === 'held' ? 'put' : 'claimed'
    await changePart(row.recordingId, row.number, { phase, code: answer.code ?? row.code })
  }

  private async closingAnswered(id: string, answer: ClaimAnswer): Promise<void> {
    await changeClosing(id, { phase: answer.status === 'refused' ? 'refused' : 'claimed', code: answer.code ?? null })
  }

  /** Those of `rows` still to be put, each with a ticket that lives; a known claim offered again brings one. */
  private async withTickets(rows: PartRow[]): Promise<PartRow[]> {
    const old = rows.filter((row) => (this.tickets.get(row.claimSha256 ?? '')?.goodUntil ?? 0) < performance.now())
    await this.offer(old.map((row) => this.offerOf(row)))
    const moved = new Set((await partsIn('put')).map((row) => row.claimSha256))
    for (const { claimSha256 } of old) {
      if (claimSha256 && !this.tickets.has(claimSha256) && !moved.has(claimSha256)) this.skipped.add(claimSha256)
    }
    return rows.filter((row) => this.tickets.has(row.claimSha256 ?? ''))
  }

  private async put(row: PartRow): Promise<void> {
    const file = await fileOf(row.recordingId, row.number)
    const kept = this.tickets.get(row.claimSha256 ?? '')
    if (!file || !kept) return changePart(row.recordingId, row.number, { phase: 'refused', code: 'file_missing' })
    this.tickets.delete(row.claimSha256 ?? '')
    await this.putAnswered(row, await this.wire.put(kept.ticket, file, AbortSignal.timeout(PUT_TIMEOUT_MS)))
  }

  private async putAnswered(row: PartRow, { status, code }: PutAnswer): Promise<void> {
    const { recordingId, number } = row
    // 409 and 412: something is there already under this key; the confirm tells whether it is ours.
    if (status < 300 || status === 409 || status === 412) return changePart(recordingId, number, { phase: 'put' })
    if (status >= 500 || PASSING_STATUS.has(status)) this.skipped.add(row.claimSha256 ?? '')
    else await changePart(recordingId, number, { phase: 'refused', code: code ?? `store_${status}` })
  }

  private async confirmAll(rows: PartRow[]): Promise<void> {
    const { id, pair } = await deviceKey()
    for (const recordingId of new Set(rows.map((row) => row.recordingId))) {
      const some = rows.filter((row) => row.recordingId === recordingId)
      const claims = some.flatMap((row) => row.claimSha256 ?? [])
      const names = { device_id: id, recording_id: recordingId, claims, at_ms: Date.now() }
      const { text, signature } = await signed({ version: 1, kind: 'confirm', ...names }, pair.privateKey)
      const answer = await this.wire.confirm({ confirm: text, signature }, AbortSignal.timeout(ASK_TIMEOUT_MS))
      await this.heard(answer.server_time)
      await this.confirmed(recordingId, some, answer)
    }
  }

  private async confirmed(recordingId: string, rows: PartRow[], { receipt, problems }: ConfirmAnswer): Promise<void> {
    const held = receipt ? await this.keep(recordingId, receipt, rows) : []
    for (const row of rows) {
      const problem = problems.find((each) => each.claim_sha256 === row.claimSha256)
      if (held.includes(row.claimSha256 ?? '')) await changePart(recordingId, row.number, { phase: 'held' })
      else await this.unconfirmed(row, problem?.code ?? 'receipt_silent')
    }
  }

  /** part_absent and claim_unknown send the part one step back, to be tried again in the next pass. */
  private async unconfirmed(row: PartRow, code: string): Promise<void> {
    const back = { part_absent: 'claimed', claim_unknown: 'closed', receipt_silent: 'put' } as const
    const phase = code in back ? back[code as keyof typeof back] : 'refused'
    if (phase !== 'refused') this.skipped.add(row.claimSha256 ?? '')
    await changePart(row.recordingId, row.number, { phase, code: phase === 'refused' ? code : row.code })
  }

  private async keep(recordingId: string, receipt: SignedReceipt, rows: PartRow[]): Promise<string[]> {
    let keys = (await fact('serverKeys')) ?? []
    if (!keys.some((key) => key.id === receipt.key_id)) keys = await this.learnKeys()
    const check = await checkReceipt(receipt, keys)
    if (check === 'wrong') throw new Stopped('receipt_signature')
    const digest = await sha256(new TextEncoder().encode(receipt.receipt))
    await keepReceipt({ recordingId, sha256: digest, receipt, check })
    return heldBy(receipt, rows)
  }

  /** A key once known under its id is never replaced: the server keeps all it ever used. */
  private async learnKeys(): Promise<ServerKey[]> {
    const known = (await fact('serverKeys')) ?? []
    const told = await this.wire.keys(AbortSignal.timeout(ASK_TIMEOUT_MS))
    const keys = [...known, ...told.filter((key) => !known.some(({ id }) => id === key.id))]
    await keepFact('serverKeys', keys)
    return keys
  }

  private async heard(time: SignedTime): Promise<void> {
    await keepFact('anchor', { time, received_mono_us: now().monoUs })
    this.tell({ lastContactMs: Date.now() })
  }
}
