// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What stays the same in all frames of an AC-3 track (ETSI TS 102 366).
package struct AC3Configuration: Hashable, Sendable {
    /// The AC3SpecificBox's payload (annex F.4), three bytes.
    package let record: ByteBuffer
    /// Hertz.
    package let sampleRate: Int
    /// 1 to 6.
    package let channelCount: Int

    /// Samples of each channel in a frame.
    package static let samplesPerFrame = 1_536

    /// Reads the configuration off a sync frame (4.3 and 4.4).
    package init(frame: ByteBuffer) throws(CodecError) {
        var bits = BitReader(frame)
        guard try bits.readBits(16) == 0x0B77 else { throw .invalid(field: "syncword") }
        try bits.skip(16)  // crc1
        let (rate, size) = (try bits.readBits(2), try bits.readBits(6))
        let (identification, mode, channels) = (try bits.readBits(5), try bits.readBits(3), try bits.readBits(3))
        if channels & 1 == 1, channels != 1 { try bits.skip(2) }  // cmixlev
        if channels & 4 != 0 { try bits.skip(2) }  // surmixlev
        if channels == 2 { try bits.skip(2) }  // dsurmod
        let lowFrequency: UInt32 = try bits.readFlag() ? 1 : 0
        // Two sizes for each bitrate, which differ at 44.1 kHz only.
        guard size < 38 else { throw .invalid(field: "frmsizecod") }
        let fields = rate << 22 | identification << 17 | mode << 14 | channels << 11 | lowFrequency << 10
        var record = ByteBuffer()
        record.writeUInt24(fields | (size >> 1) << 5)
        try self.init(record: record)
    }

    /// Reads an AC3SpecificBox's payload, which is the whole of the buffer.
    package init(record: ByteBuffer) throws(CodecError) {
        var bytes = record
        guard let fields = bytes.readUInt24() else { throw .truncated }
        guard bytes.readableBytes == 0 else { throw .invalid(field: "AC3SpecificBox") }
        guard let rate = Self.sampleRate(fields >> 22) else { throw .invalid(field: "fscod") }
        // What decoders of the standard read; more is E-AC-3.
        guard fields >> 17 & 0x1F <= 8 else { throw .invalid(field: "bsid") }
        sampleRate = rate
        channelCount = Self.channelCounts[Int(fields >> 11 & 7)] + Int(fields >> 10 & 1)
        self.record = record
    }

    /// Whether a frame with that configuration goes on with the same track: its bitrate may be another.
    package func continues(_ other: AC3Configuration) -> Bool {
        record.getInteger(at: record.readerIndex, as: UInt16.self)
            == other.record.getInteger(at: other.record.readerIndex, as: UInt16.self)
            && channelCount == other.channelCount
    }

    /// Hertz by fscod (table 4.1); nil for the reserved value.
    static func sampleRate(_ code: UInt32) -> Int? {
        [0: 48_000, 1: 44_100, 2: 32_000][code]
    }

    /// Full-bandwidth channels by acmod (table 4.3).
    static let channelCounts = [2, 1, 2, 3, 3, 4, 4, 5]
}
