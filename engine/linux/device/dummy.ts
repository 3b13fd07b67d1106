/**
 * A device that sends nowhere (drivers/net/dummy.c): holds addresses, swallows packets. kube-ipvs0 is one.
 */
import { NetDevice } from './device.ts';

export class Dummy extends NetDevice {
  readonly kind = 'dummy';

  get carrier(): boolean {
    return this.up;
  }

  override get isNoArp(): boolean {
    return true;
  }

  override get mtuLimits(): { readonly least: number; readonly most: number } {
    return { least: 0, most: 0 };
  }

  protected send(): void {
    return;
  }
}
