// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The header of an MP3 frame: Layer III of MPEG-1, MPEG-2 and MPEG-2.5 (ISO/IEC 11172-3, 2.4.1.3).
package struct MPEGAudioFrameHeader: Hashable, Sendable {
    /// Hertz.
    package let sampleRate: Int
    /// 1 or 2.
    package let channelCount: Int
    /// Bits a second; nil in the free format, whose rate no field tells.
    package let bitrate: Int?
    /// Bytes of the frame, header included; nil in the free format.
    package let frameLength: Int?

    /// Bytes of a header.
    package static let length = 4

    /// Reads the header at the beginning of a frame.
    package init(_ frame: ByteBuffer) throws(CodecError) {
        guard let header = frame.getInteger(at: frame.readerIndex, as: UInt32.self) else { throw .truncated }
        guard header >> 21 == 0x7FF else { throw .invalid(field: "syncword") }
        guard let rates = Self.sampleRates[header >> 19 & 3] else { throw .invalid(field: "ID") }
        guard header >> 17 & 3 == 1 else { throw .invalid(field: "layer") }
        let rateIndex = Int(header >> 10 & 3)
        guard rateIndex < 3 else { throw .invalid(field: "sampling_frequency") }
        sampleRate = rates[rateIndex]
        channelCount = header >> 6 & 3 == 3 ? 1 : 2
        let isFirst = sampleRate >= 32_000
        switch Int(header >> 12 & 0xF) {
        case 0:
            (bitrate, frameLength) = (nil, nil)
        case 15:
            throw .invalid(field: "bitrate_index")
        case let index:
            let rate = (isFirst ? Self.bitrates : Self.lowerBitrates)[index - 1] * 1_000
            bitrate = rate
            // A slot of Layer III has one byte.
            frameLength = (isFirst ? 144 : 72) * rate / sampleRate + Int(header >> 9 & 1)
        }
    }

    /// Hertz by ID; MPEG-2.5 has the value that MPEG-2 keeps free, and 1 is reserved.
    private static let sampleRates: [UInt32: [Int]] = [
        0: [11_025, 12_000, 8_000], 2: [22_050, 24_000, 16_000], 3: [44_100, 48_000, 32_000],
    ]
    /// Kilobits a second from bitrate_index 1 on: MPEG-1.
    private static let bitrates = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    /// The same of MPEG-2 (ISO/IEC 13818-3, 2.4.2.3) and MPEG-2.5.
    private static let lowerBitrates = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
