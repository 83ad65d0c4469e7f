// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Puts messages together from chunks (RTMP 1.0, 5.3 and 5.4.1 to 5.4.2).
///
/// Set Chunk Size and Abort concern nobody else and are obeyed here. Wrong, and the peer's fault: all that
/// ``RTMPError`` says of chunks. Tolerated: a first header without message stream, as librtmp sends on chunk
/// stream 2; headers without fields that don't repeat the extended timestamp, as librtmp in OBS before 30;
/// Abort of a chunk stream nobody used.
package struct ChunkReader: Sendable {
    private let limits: RTMPLimits
    private var pending = ByteBuffer()
    private var chunkSize = 128
    private var streams: [ChunkStream] = []
    /// The chunk whose payload is being read: the index of its stream, and bytes left of it.
    private var current: (index: Int, remaining: Int)?
    /// Bytes of messages that have begun and aren't complete.
    private var unfinishedBytes = 0

    package init(limits: RTMPLimits) {
        self.limits = limits
    }

    /// Bytes held for messages to come; ``next()`` throws before they exceed ``RTMPLimits/bufferedBytes``.
    package var bufferedBytes: Int { unfinishedBytes + pending.readableBytes }

    /// Takes bytes from the peer; once ``next()`` has returned nil, nothing refers to their storage any more.
    package mutating func append(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.discardReadBytes()
            pending.writeImmutableBuffer(bytes)
        }
    }

    /// Takes bytes off the front that are not chunks: the handshake.
    mutating func withUnreadBytes<Result>(
        _ body: (inout ByteBuffer) throws(RTMPError) -> Result
    ) throws(RTMPError) -> Result {
        try body(&pending)
    }

    /// The next whole message; nil while bytes are missing.
    package mutating func next() throws(RTMPError) -> Message? {
        while true {
            if current == nil {
                guard try beginChunk() else { return keepRest() }
            }
            guard let message = try readPayload() else {
                if current != nil { return keepRest() }
                continue
            }
            guard message.isControl, try obey(message) else { return message }
        }
    }

    /// Lets go of the storage that came with the peer's bytes: what is left over is a part of a header at most.
    private mutating func keepRest() -> Message? {
        pending = pending.readableBytes == 0 ? ByteBuffer() : pending.copied
        return nil
    }

    /// Reads the head of a chunk; false, and nothing read, while bytes are missing.
    private mutating func beginChunk() throws(RTMPError) -> Bool {
        let start = pending.readerIndex
        guard let header = pending.readChunkHeader() else { return false }
        guard let index = streams.firstIndex(where: { $0.identifier == header.chunkStreamID }) else {
            try beginStream(header)
            return true
        }
        if header.format == .none, let extended = streams[index].extendedTimestamp {
            guard skipExtendedTimestamp(extended) else {
                pending.moveReaderIndex(to: start)
                return false
            }
        }
        if !streams[index].isInMessage {
            try check(header)
            streams[index].begin(header)
        } else if header.format != .none {
            throw .interruptedMessage(chunkStreamID: header.chunkStreamID)
        }
        current = (index, min(chunkSize, streams[index].missing))
        return true
    }

    private mutating func beginStream(_ header: ChunkHeader) throws(RTMPError) {
        guard header.format == .full || header.format == .sameMessageStream else {
            throw .missingHeader(chunkStreamID: header.chunkStreamID)
        }
        guard streams.count < limits.chunkStreams else { throw .tooManyChunkStreams }
        try check(header)
        var stream = ChunkStream(identifier: header.chunkStreamID)
        stream.begin(header)
        streams.append(stream)
        current = (streams.count - 1, min(chunkSize, stream.missing))
    }

    private func check(_ header: ChunkHeader) throws(RTMPError) {
        guard header.messageLength <= limits.messageLength else { throw .messageTooLong(header.messageLength) }
    }

    /// Reads the extended timestamp of a header without fields, if it is there: the specification repeats it,
    /// some peers do not.
    ///
    /// Four bytes that equal it are it; anything else is payload. False while that is open.
    private mutating func skipExtendedTimestamp(_ extended: UInt32) -> Bool {
        let index = pending.readerIndex
        if let found = pending.getInteger(at: index, as: UInt32.self) {
            if found == extended { pending.moveReaderIndex(forwardBy: 4) }
            return true
        }
        // The last few bytes of a message may be all that comes for a while: don't wait when they differ.
        return pending.readableBytesView.enumerated().contains { offset, byte in
            byte != UInt8(truncatingIfNeeded: extended >> (24 - 8 * UInt32(offset)))
        }
    }

    /// Reads what is there of the current chunk; the message when that completes it.
    private mutating func readPayload() throws(RTMPError) -> Message? {
        guard let (index, remaining) = current else { return nil }
        let length = streams[index].length
        if remaining == length, pending.readableBytes >= length {
            // The whole message lies in one chunk.
            current = nil
            guard let slice = pending.readSlice(length: length) else { return nil }
            return makeMessage(index, payload: slice.copied)
        }
        let count = min(remaining, pending.readableBytes)
        guard unfinishedBytes + count <= limits.bufferedBytes else { throw .tooManyBufferedBytes }
        guard count > 0, let slice = pending.readSlice(length: count) else { return nil }
        streams[index].append(slice, following: pending.readableBytes)
        unfinishedBytes += count
        current = remaining > count ? (index, remaining - count) : nil
        guard streams[index].missing == 0 else { return nil }
        unfinishedBytes -= length
        return makeMessage(index, payload: nil)
    }

    private mutating func makeMessage(_ index: Int, payload: ByteBuffer?) -> Message {
        let assembled = streams[index].finish()
        return Message(
            typeID: streams[index].typeID, streamID: streams[index].messageStreamID,
            timestamp: streams[index].timestamp, payload: payload ?? assembled)
    }

    /// Carries out what is meant for the reader itself; false for any other message.
    private mutating func obey(_ message: Message) throws(RTMPError) -> Bool {
        switch try ProtocolControl(message) {
        case .setChunkSize(let size):
            let effective = Int(min(size, 0xFF_FFFF))
            guard size > 0, size <= UInt32(Int32.max), effective <= limits.chunkSize else {
                throw .chunkSizeOutOfRange(size)
            }
            chunkSize = effective
            return true
        case .abort(let identifier):
            guard let index = streams.firstIndex(where: { $0.identifier == identifier }) else { return true }
            unfinishedBytes -= streams[index].payload.readableBytes
            _ = streams[index].finish()
            return true
        case .acknowledgement, .windowAcknowledgementSize, .setPeerBandwidth, nil: return false
        }
    }
}

extension ByteBuffer {
    /// The same bytes in storage of their own: a slice keeps all of its storage alive, however small it is.
    fileprivate var copied: ByteBuffer {
        guard readableBytes > 0 else { return ByteBuffer() }
        var copy = ByteBuffer()
        copy.reserveCapacity(readableBytes)
        copy.writeImmutableBuffer(self)
        return copy
    }
}
