// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension ByteBuffer {
    /// Writes a `traf` (ISO/IEC 14496-12, 8.8.6 to 8.8.8) and returns where the data offset of its run stands.
    mutating func writeTrackFragment(of track: MovieTrack, samples: ArraySlice<FragmentSample>) -> Int {
        var offsetField = 0
        let figures = samples.lazy.map { $0.figures }
        self.writeBox("traf") { bytes in
            // default-base-is-moof, sample-description-index-present, default-sample-flags-present
            bytes.writeFullBox("tfhd", flags: 0x02_0022) { bytes in
                bytes.writeMultipleIntegers(
                    track.id, UInt32(samples.first?.description ?? 1), SampleFlags.sync)
            }
            // Version 1: a time of 64 bits.
            bytes.writeFullBox("tfdt", version: 1) { $0.writeInteger(figures.first?.decodeTime ?? 0) }
            let hasFlags = figures.contains { !$0.isSync }
            let hasOffsets = figures.contains { $0.compositionOffset != 0 }
            // data-offset, sample-duration and sample-size present; flags and composition offsets where needed
            let flags: UInt32 = 0x301 | (hasFlags ? 0x400 : 0) | (hasOffsets ? 0x800 : 0)
            // Version 1: signed composition offsets.
            bytes.writeFullBox("trun", version: 1, flags: flags) { bytes in
                bytes.writeInteger(UInt32(samples.count))
                offsetField = bytes.writerIndex
                bytes.writeInteger(0 as Int32)
                for sample in figures {
                    bytes.writeMultipleIntegers(sample.duration, sample.size)
                    if hasFlags { bytes.writeInteger(sample.isSync ? SampleFlags.sync : SampleFlags.dependent) }
                    if hasOffsets { bytes.writeInteger(sample.compositionOffset) }
                }
            }
        }
        return offsetField
    }
}

/// Values of the 32 bits that describe a sample in a fragment (ISO/IEC 14496-12, 8.8.3.1).
enum SampleFlags {
    /// Depends on no other sample.
    static let sync: UInt32 = 0x0200_0000
    /// Depends on others and is no place to begin.
    static let dependent: UInt32 = 0x0101_0000
    /// The bit that tells the two apart for readers: sample_is_non_sync_sample.
    static let isNotSync: UInt32 = 0x0001_0000
}
