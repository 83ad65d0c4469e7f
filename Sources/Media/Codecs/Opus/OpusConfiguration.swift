// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// An Opus identification header (RFC 7845, 5.1).
package struct OpusConfiguration: Hashable, Sendable {
    /// The header as the publisher sent it, from "OpusHead" on.
    package let head: ByteBuffer
    /// 1 to 255.
    package let channelCount: Int
    /// Samples at 48 kHz to drop from the decoder's output at the start.
    package let preSkip: Int
    /// Hertz of what was encoded; 0 when nobody knows.
    ///
    /// Decoders put out 48 kHz whatever it says.
    package let inputSampleRate: Int

    /// Hertz that the decoder puts out, and that all counts of samples mean.
    package static let sampleRate = 48_000
    private static let magic = Array("OpusHead".utf8)

    /// Reads a header, which is the whole of the buffer; bytes after its known parts are tolerated.
    package init(head: ByteBuffer) throws(CodecError) {
        var bytes = head
        guard let magic = bytes.readBytes(length: Self.magic.count) else { throw .truncated }
        guard magic == Self.magic else { throw .invalid(field: "Magic Signature") }
        guard
            let (version, channels) = bytes.readMultipleIntegers(as: (UInt8, UInt8).self),
            let (preSkip, rate, _) = bytes.readMultipleIntegers(
                endianness: .little, as: (UInt16, UInt32, UInt16).self),
            let family = bytes.readInteger(as: UInt8.self)
        else { throw .truncated }
        // The lower four bits may rise without making old decoders wrong.
        guard version & 0xF0 == 0 else { throw .invalid(field: "Version") }
        guard channels > 0 else { throw .invalid(field: "Output Channel Count") }
        if family == 0 {
            guard channels <= 2 else { throw .invalid(field: "Output Channel Count") }
        } else {
            guard let (streams, coupled) = bytes.readMultipleIntegers(as: (UInt8, UInt8).self),
                let mapping = bytes.readSlice(length: Int(channels))
            else { throw .truncated }
            let decoded = Int(streams) + Int(coupled)
            guard streams > 0, coupled <= streams, decoded <= 255 else { throw .invalid(field: "Stream Count") }
            guard mapping.readableBytesView.allSatisfy({ $0 == 255 || Int($0) < decoded }) else {
                throw .invalid(field: "Channel Mapping")
            }
        }
        self.head = head
        channelCount = Int(channels)
        self.preSkip = Int(preSkip)
        inputSampleRate = Int(rate)
    }
}
