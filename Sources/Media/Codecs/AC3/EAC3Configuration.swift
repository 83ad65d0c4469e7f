// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What stays the same in all access units of an E-AC-3 track (ETSI TS 102 366, annexes E and F).
package struct EAC3Configuration: Hashable, Sendable {
    /// The EC3SpecificBox's payload (F.6).
    package let record: ByteBuffer
    /// Hertz.
    package let sampleRate: Int
    /// Of the first programme, with what its dependent substreams add.
    package let channelCount: Int

    /// Samples of each channel in an access unit of the six blocks that containers ask for.
    package static let samplesPerFrame = 1_536
    /// Independent substreams are programmes; there can be eight.
    private static let maximumSubstreams = 8

    /// Reads the configuration off an access unit: sync frames of independent and dependent substreams.
    package init(accessUnit: ByteBuffer) throws(CodecError) {
        var bytes = accessUnit
        var substreams: [EAC3Substream] = []
        var length = 0
        while bytes.readableBytes > 0 {
            let frame = try EAC3SyncFrame(bytes)
            guard bytes.readSlice(length: frame.length) != nil else { throw .truncated }
            // Units of fewer than six blocks each come several to a unit; the first tells it all.
            if frame.isIndependent {
                guard !substreams.contains(where: { $0.identifier == frame.identifier }) else { break }
                guard substreams.count < Self.maximumSubstreams else { throw .invalid(field: "substreamid") }
                substreams.append(EAC3Substream(frame))
            } else {
                guard let last = substreams.indices.last else { throw .invalid(field: "strmtyp") }
                substreams[last].add(frame)
            }
            length += frame.length
        }
        guard let first = substreams.first else { throw .truncated }
        // Kilobits a second, told in thirteen bits.
        let rate = min(0x1FFF, length * 8 * first.sampleRate / (first.blockCount * 256) / 1_000)
        var record = ByteBuffer()
        record.writeInteger(UInt16(rate << 3 | substreams.count - 1))
        for substream in substreams { substream.write(into: &record) }
        try self.init(record: record)
    }

    /// Reads an EC3SpecificBox's payload, which is the whole of the buffer; bytes after its known parts are
    /// tolerated, as the specification asks.
    package init(record: ByteBuffer) throws(CodecError) {
        var bits = BitReader(record)
        try bits.skip(13)  // data_rate
        try bits.skip(3)  // num_ind_sub
        guard let rate = AC3Configuration.sampleRate(try bits.readBits(2)) else { throw .invalid(field: "fscod") }
        guard (11...16).contains(try bits.readBits(5)) else { throw .invalid(field: "bsid") }
        try bits.skip(1 + 1 + 3)  // reserved, asvc, bsmod
        var channels = AC3Configuration.channelCounts[Int(try bits.readBits(3))]
        channels += try bits.readFlag() ? 1 : 0  // lfeon
        try bits.skip(3)
        if try bits.readBits(4) > 0 { channels += EAC3Substream.channelCount(locations: try bits.readBits(9)) }
        sampleRate = rate
        channelCount = channels
        self.record = record
    }

    /// Whether a unit with that configuration goes on with the same track: its bitrate may be another.
    package func continues(_ other: EAC3Configuration) -> Bool {
        record.readableBytesView.dropFirst(2) == other.record.readableBytesView.dropFirst(2)
    }
}
