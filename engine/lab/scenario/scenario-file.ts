/**
 * A scenario's file: YAML documents, the first of kind `Scenario`, the others the manifests that are applied when the
 * world begins. Chapters, exercises and readers' own worlds have this form.
 */
import { parseAllDocuments } from 'yaml';
import { checkScenario, type ParsedScenario, wrong } from './scenario-data.ts';

/** @param file named in errors */
export function parseScenarioFile(text: string, file: string): ParsedScenario {
  const documents = parseAllDocuments(text);
  if ('empty' in documents)
    return wrong(file, 'the file is empty; it must begin with a document of kind Scenario');
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) return wrong(file, error.message);
  }
  return checkScenario(
    documents.map((document): unknown => document.toJS()),
    file,
  );
}
