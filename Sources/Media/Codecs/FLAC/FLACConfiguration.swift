// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A FLAC STREAMINFO metadata block (RFC 9639, 8.2).
package struct FLACConfiguration: Hashable, Sendable {
    /// The block's 34 bytes, without its header.
    package let streamInfo: ByteBuffer
    /// Hertz.
    package let sampleRate: Int
    /// 1 to 8.
    package let channelCount: Int
    /// 4 to 32.
    package let bitsPerSample: Int
    /// Samples of each channel in a frame; nil when frames differ.
    package let blockSize: Int?

    /// Bytes of the block.
    package static let length = 34
    private static let signature: UInt32 = 0x664C_6143  // "fLaC"

    /// Reads a block, which is the whole of the buffer.
    package init(streamInfo: ByteBuffer) throws(CodecError) {
        guard streamInfo.readableBytes >= Self.length else { throw .truncated }
        guard streamInfo.readableBytes == Self.length else { throw .invalid(field: "metadata block size") }
        var bits = BitReader(streamInfo)
        let (smallest, largest) = (Int(try bits.readBits(16)), Int(try bits.readBits(16)))
        guard smallest >= 16, smallest <= largest else { throw .invalid(field: "minimum block size") }
        try bits.skip(48)  // frame sizes
        sampleRate = Int(try bits.readBits(20))
        guard sampleRate > 0 else { throw .invalid(field: "sample rate") }
        channelCount = Int(try bits.readBits(3)) + 1
        bitsPerSample = Int(try bits.readBits(5)) + 1
        guard bitsPerSample >= 4 else { throw .invalid(field: "bits per sample") }
        blockSize = smallest == largest ? largest : nil
        self.streamInfo = streamInfo
    }

    /// Reads what stands at the beginning of a FLAC stream: "fLaC" and metadata blocks, STREAMINFO first.
    package init(streamHead: ByteBuffer) throws(CodecError) {
        var bytes = streamHead
        guard let (signature, block) = bytes.readMultipleIntegers(as: (UInt32, UInt32).self) else { throw .truncated }
        guard signature == Self.signature else { throw .invalid(field: "signature") }
        // The top bit marks the last block; type 0 is STREAMINFO.
        guard block & 0x7FFF_FFFF == UInt32(Self.length) else { throw .invalid(field: "metadata block type") }
        guard let streamInfo = bytes.readSlice(length: Self.length) else { throw .truncated }
        try self.init(streamInfo: streamInfo)
    }

    /// Whether a block goes on with the same track.
    ///
    /// At the end encoders repeat it with what only the end tells: frame sizes, samples, checksum.
    package func continues(_ other: FLACConfiguration) -> Bool {
        (sampleRate, channelCount, bitsPerSample, blockSize)
            == (other.sampleRate, other.channelCount, other.bitsPerSample, other.blockSize)
    }

    /// What `init(streamHead:)` reads, with no other block.
    package var streamHead: ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeMultipleIntegers(Self.signature, 0x8000_0000 | UInt32(Self.length))
        bytes.writeImmutableBuffer(streamInfo)
        return bytes
    }
}
