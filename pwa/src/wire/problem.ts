/** A refusal or failure of the wire: a stable code and one sentence in each language. */

export interface Sentences {
  code: string
  zh: string
  en: string
}

const OFFLINE: Sentences = {
  code: 'offline',
  zh: '现在没有网络。已填写的内容保存在手机上，联网后自动发送。',
  en: 'No network now. What you entered is kept on this phone and is sent when the network is back.',
}
const TIMEOUT: Sentences = {
  code: 'timeout',
  zh: '服务器没有及时回答。没有丢失任何内容，请稍后再试。',
  en: 'The server did not answer in time. Nothing is lost; try again shortly.',
}
const BROKEN: Sentences = {
  code: 'server_error',
  zh: '服务器出错了。手机上的内容没有变化，请稍后再试；一再出现请告诉管理员。',
  en: 'The server failed. Nothing on this phone changed; try again, and tell the administrator if it stays.',
}

export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly zh: string
  readonly en: string
  readonly extra: Record<string, unknown>
  readonly obstacles: Record<string, unknown>[]

  constructor(words: Sentences, status = 0, extra: Record<string, unknown> = {}, obstacles: Record<string, unknown>[] = []) {
    super(`${words.code}: ${words.en}`)
    this.name = 'Problem'
    this.code = words.code
    this.status = status
    this.zh = words.zh
    this.en = words.en
    this.extra = extra
    this.obstacles = obstacles
  }

  /** The sentence in the language of the screen. */
  text(locale: string): string {
    return locale.startsWith('zh') ? this.zh : this.en
  }

  get offline(): boolean {
    return this.code === 'offline' || this.code === 'timeout'
  }

  get signedOut(): boolean {
    return this.code === 'not_signed_in'
  }
}

/** The Problem that a thrown value stands for; what no one foresaw is a server_error, never swallowed. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  if (cause instanceof DOMException && (cause.name === 'TimeoutError' || cause.name === 'AbortError')) return new Problem(TIMEOUT)
  if (cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message)) return new Problem(OFFLINE)
  console.error(cause)
  return new Problem(BROKEN)
}

/** The Problem in an answer of the server; anything that is no problem+json is a server_error. */
export function problemOf(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) {
    const wire = body as { code: unknown; text_zh?: unknown; text_en?: unknown; extra?: unknown; obstacles?: unknown }
    const words = { code: String(wire.code), zh: String(wire.text_zh ?? BROKEN.zh), en: String(wire.text_en ?? BROKEN.en) }
    const extra = (wire.extra ?? {}) as Record<string, unknown>
    return new Problem(words, status, extra, (wire.obstacles ?? []) as Record<string, unknown>[])
  }
  return new Problem(status === 0 || status === 502 || status === 503 || status === 504 ? TIMEOUT : BROKEN, status)
}
