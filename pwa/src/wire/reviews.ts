/** Calls: handing in, reviewing, signing keys. */

import { ask, wire } from './client'
import type { HandInCheck, Method, Review, ReviewState, ReviewSummary, SignatureCheck, SigningChallenge, SigningKey, SignOff } from './words'

const at = <K extends string>(key: K, value: string) => ({ params: { path: { [key]: value } as Record<K, string> } })

export const checkHandIn = (id: string): Promise<HandInCheck> => ask(wire.GET('/api/incidents/{incident_id}/hand-in', at('incident_id', id)))
export const handIn = (id: string, body: { submission_id: string; version: number }): Promise<ReviewSummary> =>
  ask(wire.POST('/api/incidents/{incident_id}/hand-in', { ...at('incident_id', id), body }))

export const listReviews = (state: ReviewState): Promise<ReviewSummary[]> =>
  ask(wire.GET('/api/reviews', { params: { query: { state } } }))
export const readReview = (id: string): Promise<Review> => ask(wire.GET('/api/reviews/{review_id}', at('review_id', id)))
export const returnReview = (id: string, opinion: string, points: string[]): Promise<Review> =>
  ask(wire.POST('/api/reviews/{review_id}/return', { ...at('review_id', id), body: { opinion, points } }))
export const askToSign = (
  id: string,
  body: { digest: string; opinion: string; method: Method; key_id?: string | null },
): Promise<SigningChallenge> => ask(wire.POST('/api/reviews/{review_id}/challenge', { ...at('review_id', id), body }))
export const signOff = (id: string, body: SignOff): Promise<Review> =>
  ask(wire.POST('/api/reviews/{review_id}/sign', { ...at('review_id', id), body }))
export const checkSignature = (id: string): Promise<SignatureCheck> => ask(wire.GET('/api/reviews/{review_id}/check', at('review_id', id)))

export const signingKeys = (): Promise<SigningKey[]> => ask(wire.GET('/api/signing-keys'))
export const enrolPersonKey = (body: {
  name: string
  public_key: string
  proof: string
  pin: string
  password: string
}): Promise<SigningKey> => ask(wire.POST('/api/signing-keys/person', { body }))
export const beginPasskey = (password: string): Promise<{ challenge_id: string; options: Record<string, unknown> }> =>
  ask(wire.POST('/api/signing-keys/passkey/begin', { body: { password } }))
export const enrolPasskey = (body: {
  challenge_id: string
  name: string
  credential: Record<string, unknown>
}): Promise<SigningKey> => ask(wire.POST('/api/signing-keys/passkey', { body }))
export const revokeSigningKey = (key: string): Promise<unknown> =>
  ask(wire.POST('/api/signing-keys/{key_id}/revoke', at('key_id', key)))
export const lockedKeys = (): Promise<SigningKey[]> => ask(wire.GET('/api/signing-keys/locked'))
export const unlockKey = (key: string): Promise<unknown> => ask(wire.POST('/api/signing-keys/{key_id}/unlock', at('key_id', key)))
