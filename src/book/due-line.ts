/** Says which questions are due, and that nothing is kept where that is so. Asked again when another tab answers one. */
import { keptProblem, onKept } from '../../components/kept/storage.ts';
import { dueWords, waiting } from '../../components/quiz/review.ts';

const line = document.getElementById('due');
const words = line?.querySelector('span');
const titles = new Map(JSON.parse(line?.dataset['titles'] ?? '[]') as readonly (readonly [string, string])[]);

function say(): void {
  if (words === null || words === undefined) return;
  const due = dueWords(waiting(), titles, Date.now());
  const problem = keptProblem();
  if (due !== undefined) words.textContent = `${due}.`;
  else if (problem !== undefined) words.textContent = problem;
}

say();
onKept(say);
