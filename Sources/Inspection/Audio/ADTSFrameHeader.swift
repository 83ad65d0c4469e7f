// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The header of an ADTS frame as it is read (ISO/IEC 14496-3, 1.A.2.2).
struct ADTSFrameHeader: Hashable {
    let sampleRate: Int
    let channelConfiguration: Int
    /// Bytes of the frame with its header.
    let frameLength: Int
    /// Bytes of the header: 9 with a checksum, else 7.
    let length: Int

    /// Samples that a frame has for each channel.
    static let samples: Int64 = 1_024

    /// Reads the header at the beginning of some bytes.
    init(_ bytes: ByteBuffer) throws(Violation) {
        var bytes = bytes
        guard let (high, low, last) = bytes.readMultipleIntegers(as: (UInt32, UInt16, UInt8).self) else {
            throw Violation(.length, "A frame ends within its ADTS header.")
        }
        let header = UInt64(high) << 24 | UInt64(low) << 8 | UInt64(last)
        // syncword and layer.
        guard header >> 44 == 0xFFF, header >> 41 & 3 == 0 else {
            throw Violation(.adtsHeader, "An ADTS frame doesn't begin with its syncword.")
        }
        let rate = Int(header >> 34 & 0xF)
        guard AudioSpecificConfig.samplingFrequencies.indices.contains(rate) else {
            throw Violation(.adtsHeader, "An ADTS header has no sampling rate.")
        }
        sampleRate = AudioSpecificConfig.samplingFrequencies[rate]
        channelConfiguration = Int(header >> 30 & 7)
        frameLength = Int(header >> 13 & 0x1FFF)
        length = header >> 40 & 1 == 1 ? 7 : 9
        guard header & 3 == 0 else {
            throw Violation(.adtsHeader, "An ADTS frame has several raw data blocks.")
        }
        guard frameLength >= length else {
            throw Violation(.adtsHeader, "An ADTS frame is shorter than its header.")
        }
    }

    var format: TrackFormat {
        var format = TrackFormat(kind: .audio, codec: "aac")
        format.sampleRate = sampleRate
        // 0: a program config element in the frames tells.
        format.channelCount = channelConfiguration == 7 ? 8 : channelConfiguration == 0 ? nil : channelConfiguration
        format.frameDuration = .samples(Self.samples, rate: sampleRate)
        return format
    }
}
