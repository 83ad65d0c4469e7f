// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What stays the same in all frames of an MP3 track; there is no configuration apart from their headers.
package struct MPEGAudioConfiguration: Hashable, Sendable {
    /// Hertz: 8,000 to 48,000.
    package let sampleRate: Int
    /// 1 or 2.
    package let channelCount: Int

    /// Reads the configuration off a frame's header.
    package init(frame: ByteBuffer) throws(CodecError) {
        let header = try MPEGAudioFrameHeader(frame)
        (sampleRate, channelCount) = (header.sampleRate, header.channelCount)
    }

    /// Samples of each channel in a frame: 1,152 of MPEG-1, 576 of MPEG-2 and MPEG-2.5.
    package var samplesPerFrame: Int { sampleRate >= 32_000 ? 1_152 : 576 }

    /// A header with these values, of no particular bitrate, which `init(frame:)` reads.
    package var frameHeader: ByteBuffer {
        let rates = [44_100, 48_000, 32_000].map { [$0, $0 / 2, $0 / 4] }
        let rate = rates.firstIndex { $0.contains(sampleRate) } ?? 0
        let version: UInt32 = sampleRate >= 32_000 ? 3 : sampleRate >= 16_000 ? 2 : 0
        let mode: UInt32 = channelCount == 1 ? 3 : 0
        // Layer III, protection_bit: no checksum.
        return ByteBuffer(integer: 0xFFE2_0000 | version << 19 | 1 << 16 | UInt32(rate) << 10 | mode << 6)
    }
}
