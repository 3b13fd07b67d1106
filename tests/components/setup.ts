/** What every component's test starts with: the page is emptied after each, whether it passed or not. */
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);
