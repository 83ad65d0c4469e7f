// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks over the tags of a file that `FLVMuxer` wrote, one read for each.
struct WrittenTags {
    /// A whole tag, and the beginning of its body.
    struct Tag {
        var header: TagHeader
        /// Enough of the body for what stands before any payload.
        var beginning: ByteBuffer
        var bodyOffset: Int64
    }

    private let file: any ByteSource
    /// Where the next tag begins.
    private(set) var offset: Int64
    /// The bytes from there on that have been read.
    private var ahead: ByteBuffer

    /// A tag's header and the first byte, FourCC and composition time of its body.
    private static let aheadLength = TagHeader.length + 8

    init(_ file: any ByteSource, from offset: Int64) {
        self.file = file
        self.offset = offset
        ahead = file.upTo(Self.aheadLength, at: offset)
    }

    /// The next tag with its PreviousTagSize; nil where it isn't whole or none.
    mutating func next() -> Tag? {
        guard let header = try? ahead.readFLVTagHeader(), header.timestamp >= 0 else { return nil }
        let bodyOffset = offset + Int64(TagHeader.length)
        let end = bodyOffset + Int64(header.dataSize)
        var following = file.upTo(4 + Self.aheadLength, at: end)
        guard following.readInteger(as: UInt32.self) == UInt32(TagHeader.length + header.dataSize) else { return nil }
        let length = min(header.dataSize, ahead.readableBytes)
        let tag = Tag(
            header: header, beginning: ahead.readSlice(length: length) ?? ByteBuffer(), bodyOffset: bodyOffset)
        (offset, ahead) = (end + 4, following)
        return tag
    }
}

extension WrittenTags.Tag {
    /// The size of the frame in it and whether decoding can begin there; nil of what is no frame of the codec.
    func frame(of configuration: CodecConfiguration) -> (byteCount: Int, isKeyframe: Bool)? {
        for isKeyframe in configuration.kind == .video ? [true, false] : [true] {
            var head = ByteBuffer()
            let fixed = head.writeFrameHead(of: configuration, isKeyframe: isKeyframe)
            guard header.dataSize >= head.readableBytes,
                beginning.readableBytesView.starts(with: head.readableBytesView.prefix(fixed))
            else { continue }
            return (header.dataSize - head.readableBytes, isKeyframe)
        }
        return nil
    }

    /// Whether it holds just this configuration.
    func isSequenceHeader(of configuration: CodecConfiguration, in file: any ByteSource) -> Bool {
        var body = ByteBuffer()
        guard let payload = body.writeSequenceHeader(of: configuration) else { return false }
        body.writeImmutableBuffer(payload)
        return header.dataSize == body.readableBytes && file.read(at: bodyOffset, count: header.dataSize) == body
    }
}

extension CodecConfiguration {
    /// Whether a tag tells it before its first frame.
    var hasSequenceHeader: Bool {
        var head = ByteBuffer()
        return head.writeSequenceHeader(of: self) != nil
    }
}

extension ByteBuffer {
    /// Writes what stands before a frame, with a composition time of 0, and returns how many bytes come before that.
    fileprivate mutating func writeFrameHead(of configuration: CodecConfiguration, isKeyframe: Bool) -> Int {
        guard configuration.kind == .video else {
            self.writeFrameHeader(of: configuration)
            return readableBytes
        }
        // A composition time of 0 is one that every codec's header has room for.
        try? self.writeFrameHeader(
            of: configuration,
            MediaPacket(kind: .video, decodeTime: .zero, isKeyframe: isKeyframe, payload: ByteBuffer()))
        switch configuration {
        case .avc, .hevc: return readableBytes - 3
        case .av1, .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: return readableBytes
        }
    }
}

extension ByteSource {
    /// So many bytes from `offset` on, or as many as there are.
    fileprivate func upTo(_ count: Int, at offset: Int64) -> ByteBuffer {
        let count = min(Int64(count), byteCount - offset)
        return count > 0 ? read(at: offset, count: Int(count)) ?? ByteBuffer() : ByteBuffer()
    }
}
