/**
 * All of a cluster's API (`engine/kubernetes/api/later-code.ts`), for a page that fetches it apart from the engine: its tables, its
 * words, the kinds that few worlds have.
 */
import '../../kubernetes/api/whole-code.ts';
