import type { ToneName } from '@/shell/ui/tone'
import type { Device } from '@/wire/words'

export const DEVICE_TONES: Record<Device['state'], ToneName> = { pending: 'amber', approved: 'green', revoked: 'red' }
