// Keeps the children of an element in step with a list, touching only what changed.

/**
 * Has `parent` hold one child for each of `items`, in their order. A child is kept as long as an item
 * with its key is there, so that focus, selection and whatever is unfolded last.
 *
 * @param keyOf the key of an item, unique among them
 * @param create makes the child of a new item
 * @param update changes a kept child to its item's new state
 */
export function reconcile(parent, items, keyOf, create, update) {
  const kept = new Map();
  for (const child of [...parent.children]) kept.set(child.dataset.key, child);
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let child = kept.get(key);
    if (child) {
      kept.delete(key);
      update(child, item);
    } else {
      child = create(item);
      child.dataset.key = key;
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
  for (const child of kept.values()) child.remove();
}
