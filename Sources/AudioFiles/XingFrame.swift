// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The silent frame at the start of an MP3 file, which tells counts of frames and bytes and where hundredths begin.
///
/// There is no standard for its tag; this is the layout of Xing's decoder, which all players read.
struct XingFrame: Sendable {
    let header: UInt32
    let length: Int
    /// Where the tag stands in the frame: behind header and side information.
    private let tagOffset: Int

    private static let tagLength = 4 + 4 + 4 + 4 + 100
    private static let hasFrameCount: UInt32 = 1
    private static let hasByteCount: UInt32 = 2
    private static let hasPlaces: UInt32 = 4

    /// A frame like the one that follows: its rate and channels, and its bitrate or the next that has room.
    init(before frame: ByteBuffer) throws(AudioFileError) {
        guard let following = frame.getInteger(at: frame.readerIndex, as: UInt32.self) else {
            throw .invalid(field: "syncword")
        }
        // protection_bit: no checksum; padding_bit: none.
        let template = following & ~0xF200 | 0x1_0000
        for index in max(1, following >> 12 & 0xF)...14 {
            let candidate = template | index << 12
            let parsed: MPEGAudioFrameHeader
            do { parsed = try MPEGAudioFrameHeader(ByteBuffer(integer: candidate)) } catch {
                throw AudioFileError(error)
            }
            let isMono = parsed.channelCount == 1
            // ISO/IEC 11172-3, 2.4.1.7; ISO/IEC 13818-3, 2.4.1.7.
            let sideInformation =
                parsed.samplesPerFrame == 1_152 ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
            let offset = MPEGAudioFrameHeader.length + sideInformation
            guard let length = parsed.frameLength, length >= offset + Self.tagLength else { continue }
            (header, self.length, tagOffset) = (candidate, length, offset)
            return
        }
        throw .invalid(field: "bitrate_index")
    }

    /// Writes the frame without its tag and returns the count of bytes.
    func write(into bytes: inout ByteBuffer) -> Int {
        bytes.writeInteger(header) + bytes.writeRepeatingByte(0, count: length - MPEGAudioFrameHeader.length)
    }

    /// The tag of a file of `size` bytes; the frame itself counts as bytes and not as a frame.
    func patch(places: SeekTable, size: Int64, isConstant: Bool) -> Patch {
        var tag = ByteBuffer()
        let byteCount = UInt32(exactly: size)
        var flags = Self.hasFrameCount | Self.hasPlaces
        if byteCount != nil { flags |= Self.hasByteCount }
        tag.writeString(isConstant ? "Info" : "Xing")
        tag.writeMultipleIntegers(flags, UInt32(clamping: places.count))
        // Beyond 4 GiB the field is left out, and the places are hundredths of the file's own size.
        if let byteCount { tag.writeInteger(byteCount) }
        for hundredth in 0..<100 as Range<Int64> {
            let place = places.position(ofFrame: places.count * hundredth / 100) ?? 0
            tag.writeInteger(UInt8(clamping: place * 256 / max(1, size)))
        }
        return Patch(offset: Int64(tagOffset), bytes: tag)
    }
}
