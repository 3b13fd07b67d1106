/** Whether an element is on the screen: what nobody looks at need not be kept up to date. */
import { type RefObject, useEffect, useState } from 'react';

export function useVisible(element: RefObject<Element | null>): boolean {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver(
      (entries) => setVisible(entries.at(-1)?.isIntersecting === true),
      {
        rootMargin: '200px',
      },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return visible;
}
