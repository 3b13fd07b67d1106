/**
 * What kernels have for those who look around on a machine (`engine/linux/module/`), for a page that fetches it apart from the
 * shell.
 */
export { everyModule } from '../../linux/module/every.ts';
