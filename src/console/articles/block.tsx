import type { Block, Inline, ListItem } from '../../article/index.ts';

/** A run of text with its marks. Links show where they lead and lead nowhere: a newsroom's pages call nobody. */
export function Inlines({ of }: { of: readonly Inline[] }) {
  return (
    <>
      {of.map((each) => {
        switch (each.type) {
          case 'text':
            return each.text;
          case 'strong':
            return (
              <strong>
                <Inlines of={each.content} />
              </strong>
            );
          case 'emphasis':
            return (
              <em>
                <Inlines of={each.content} />
              </em>
            );
          case 'subscript':
            return (
              <sub>
                <Inlines of={each.content} />
              </sub>
            );
          case 'superscript':
            return (
              <sup>
                <Inlines of={each.content} />
              </sup>
            );
          case 'link':
            return (
              <u title={each.address}>
                <Inlines of={each.content} />
              </u>
            );
          case 'foreign':
            return (
              <span lang={each.language} dir={each.direction}>
                <Inlines of={each.content} />
              </span>
            );
          case 'break':
            return <br />;
        }
        // TypeScript knows that nothing is left; the linter does not.
        return null;
      })}
    </>
  );
}

function Items({ ordered, items }: { readonly ordered: boolean; readonly items: readonly ListItem[] }) {
  const inner = items.map(({ content, list }) => (
    <li>
      <Inlines of={content} />
      {list !== undefined && <Items {...list} />}
    </li>
  ));
  return ordered ? <ol>{inner}</ol> : <ul>{inner}</ul>;
}

function Medium({ kind, block }: { kind: string; block: Extract<Block, { type: 'picture' | 'video' }> }) {
  return (
    <div class="medium">
      <span class="kind">{kind}</span> {block.alternative}
      {block.caption !== undefined && (
        <p>
          <Inlines of={block.caption} />
        </p>
      )}
      {block.credit !== undefined && <p class="aside">{block.credit}</p>}
    </div>
  );
}

/** A block of an article as editors compare it: its text and what it is, without pictures. */
export function BlockText({ block }: { block: Block }) {
  switch (block.type) {
    case 'heading':
      return (
        <p class="block-heading">
          <Inlines of={block.content} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          {block.paragraphs.map((paragraph) => (
            <p>
              <Inlines of={paragraph} />
            </p>
          ))}
          {block.attribution !== undefined && (
            <p class="aside">
              <Inlines of={block.attribution} />
            </p>
          )}
        </blockquote>
      );
    case 'list':
      return <Items {...block} />;
    case 'table':
      return (
        <div class="medium">
          <span class="kind">table</span>
          {block.caption !== undefined && (
            <p>
              <Inlines of={block.caption} />
            </p>
          )}
          {[...(block.head === undefined ? [] : [block.head]), ...block.rows].map((row) => (
            <p>
              {row.map((cell, at) => (
                <>
                  {at > 0 && ' · '}
                  <Inlines of={cell} />
                </>
              ))}
            </p>
          ))}
        </div>
      );
    case 'picture':
    case 'video':
      return <Medium kind={block.type} block={block} />;
    case 'separator':
      return <p aria-hidden="true">* * *</p>;
    case 'correction':
      return (
        <p class="correction">
          <span class="kind">correction</span> <Inlines of={block.content} />
        </p>
      );
    default:
      return (
        <p class={block.type}>
          <Inlines of={block.content} />
        </p>
      );
  }
}
