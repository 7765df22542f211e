import type { ListItem } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { flatten } from './flatten.ts';
import { isJunk } from './junk.ts';
import { inside, type Place } from './place.ts';

/** A list as a block, with the lists inside its items; pictures in it come after it. */
export function listOf(element: Element, place: Place): DraftBlock[] {
  const media: DraftBlock[] = [];
  const read = (list: Element, at: Place): ListItem[] =>
    [...list.childNodes].flatMap((node): ListItem[] => {
      const child = node.nodeType === node.ELEMENT_NODE ? (node as Element) : null;
      // Lists directly inside lists, without an item around them, belong to the item before.
      if (child !== null && (child.localName === 'ul' || child.localName === 'ol')) {
        return [{ content: [], list: { ordered: child.localName === 'ol', items: read(child, inside(child, at)) } }];
      }
      if (child !== null && isJunk(child, at.totalCharacters)) return [];
      const blocks = at.blocksOf(child === null ? [node] : child.childNodes, child === null ? at : inside(child, at));
      const lists = blocks.filter((block) => block.type === 'list');
      const text = flatten(blocks.filter((block) => block.type !== 'list'));
      media.push(...text.media);
      const [first] = lists;
      if (text.content.length === 0 && first === undefined) return [];
      const items = lists.flatMap((block) => block.items);
      return [{ content: text.content, ...(first !== undefined && { list: { ordered: first.ordered, items } }) }];
    });
  const items = joinLoose(read(element, { ...place, lead: false }));
  return [{ type: 'list', ordered: element.localName === 'ol', items }, ...media];
}

/** Puts an item that is only a list under the item before it. */
function joinLoose(items: readonly ListItem[]): ListItem[] {
  const joined: ListItem[] = [];
  for (const item of items) {
    const before = joined.at(-1);
    if (item.content.length === 0 && item.list !== undefined && before !== undefined && before.list === undefined) {
      joined[joined.length - 1] = { ...before, list: { ...item.list, items: joinLoose(item.list.items) } };
    } else
      joined.push(
        item.list === undefined ? item : { ...item, list: { ...item.list, items: joinLoose(item.list.items) } },
      );
  }
  return joined;
}
