/** The tag of IFD0 that points to the GPS data (Exif 2.32, 4.6.3). */
const GPS_TAG = 0x8825;

/**
 * Whether an Exif block says where a picture was taken. Only whether: the place itself is never read, so that it cannot
 * get into a log. Damaged blocks count as having one when in doubt they might: this is for a notice, not for safety;
 * all metadata goes whatever this says.
 */
export function exifHasPlace(exif: Uint8Array): boolean {
  const tiff = startsWithExif(exif) ? exif.subarray(6) : exif;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return false;
    const little = order === 0x4949;
    const start = view.getUint32(4, little);
    const count = view.getUint16(start, little);
    for (let entry = 0; entry < count; entry += 1) {
      if (view.getUint16(start + 2 + entry * 12, little) === GPS_TAG) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function startsWithExif(bytes: Uint8Array): boolean {
  return [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, at) => bytes[at] === byte);
}
