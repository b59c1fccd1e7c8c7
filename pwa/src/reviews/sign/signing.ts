/** Signing exactly what stands on the screen: the digest is recomputed here, the server's text is compared, then signed. */

import { startAuthentication, type AuthenticationResponseJSON, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { say } from '@/shell/i18n'
import { Problem } from '@/wire/problem'
import { askToSign, signOff } from '@/wire/reviews'
import type { Review, SigningChallenge } from '@/wire/words'
import type { personKey } from './personKey'
import { signWith } from './personKey'

type KeptKey = NonNullable<Awaited<ReturnType<typeof personKey>>>

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** True when the document shown has the digest shown. */
export const digestHolds = async (review: Review): Promise<boolean> => hex(await sha256(utf8(review.document))) === review.digest

function refuse(key: string): Problem {
  const text = say(`reviews.sign.${key}`)
  return new Problem({ code: `signing_${key}`, zh: text, en: text })
}

/** Raises when the server's text is not about this document and this opinion. */
function compare(challenge: SigningChallenge, review: Review, opinion: string): void {
  const said = JSON.parse(challenge.statement) as Record<string, unknown>
  if (said['document_sha256'] !== review.digest || said['opinion'] !== opinion || said['review_id'] !== review.id) throw refuse('foreign')
}

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

export async function signByPasskey(review: Review, opinion: string): Promise<Review> {
  const challenge = await askToSign(review.id, { digest: review.digest, opinion, method: 'passkey' })
  compare(challenge, review, opinion)
  const options = challenge.passkey_options as unknown as PublicKeyCredentialRequestOptionsJSON
  const wanted = base64url(await sha256(utf8(`lianzheng sign-off v1\n${challenge.statement}`)))
  if (options.challenge !== wanted) throw refuse('foreign')
  let answer: AuthenticationResponseJSON
  try {
    answer = await startAuthentication({ optionsJSON: options })
  } catch (cause) {
    console.error(cause)
    throw refuse('cancelled')
  }
  return signOff(review.id, { challenge_id: challenge.id, passkey: answer as unknown as Record<string, unknown> })
}

export async function signByPersonKey(review: Review, opinion: string, kept: KeptKey, pin: string): Promise<Review> {
  const challenge = await askToSign(review.id, { digest: review.digest, opinion, method: 'person_key', key_id: kept.key_id })
  compare(challenge, review, opinion)
  return signOff(review.id, { challenge_id: challenge.id, signature: await signWith(kept, challenge.statement), pin })
}
