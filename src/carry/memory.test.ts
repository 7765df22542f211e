import { testCarrier } from '../../test/conformance/carrier.ts';
import { MemoryCarrier } from './memory.ts';

testCarrier('memory', {
  open: async () => ({ carrier: new MemoryCarrier('memory'), close: async () => {} }),
});

testCarrier('memory without listing', {
  open: async () => ({ carrier: new MemoryCarrier('memory', { canList: false }), close: async () => {} }),
  optOuts: { listing: 'stands for hosts that only take uploads' },
});

testCarrier('memory that shows everything together', {
  open: async () => ({ carrier: new MemoryCarrier('memory', { appears: 'together' }), close: async () => {} }),
});
