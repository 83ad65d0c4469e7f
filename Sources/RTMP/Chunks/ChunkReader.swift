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
    private var page = MessagePage()
    /// What is thrown when the messages before it have been taken.
    private var failure: RTMPError?

    package init(limits: RTMPLimits) {
        self.limits = limits
    }

    /// Bytes held for messages to come; ``next()`` throws before they exceed ``RTMPLimits/bufferedBytes``.
    package var bufferedBytes: Int { unfinishedBytes + pending.readableBytes + page.byteCount }

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
            if let message = page.next() { return message }
            if let failure { throw failure }
            guard pending.readableBytes > 0 else { return nil }
            do throws(RTMPError) {
                try readPage()
            } catch {
                failure = error
            }
            guard !page.isEmpty || failure != nil else { return nil }
        }
    }

    /// Reads all that has come.
    private mutating func readPage() throws(RTMPError) {
        page.begin(room: pending.readableBytes)
        while try beginChunk(), try readPayload() {}
        try leavePage()
    }

    /// Lets go of the storage that came with the peer's bytes, and gives messages to come a storage of their own.
    private mutating func leavePage() throws(RTMPError) {
        // What is left over is a part of a header at most.
        pending = pending.readableBytes == 0 ? ByteBuffer() : pending.copied
        for index in streams.indices {
            guard let place = streams[index].place else { continue }
            let bytes = page.bytes(at: place, count: streams[index].placedCount)
            streams[index].move(to: nil)
            try append(bytes, to: index)
        }
    }

    /// Reads the head of a chunk, unless one has begun; false, and nothing read, while bytes are missing.
    private mutating func beginChunk() throws(RTMPError) -> Bool {
        if current != nil { return true }
        let start = pending.readerIndex
        guard let header = pending.readChunkHeader() else { return false }
        guard let index = index(of: header.chunkStreamID) else {
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
            try begin(header, on: index)
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
        streams.append(ChunkStream(identifier: header.chunkStreamID))
        let index = streams.count - 1
        try begin(header, on: index)
        current = (index, min(chunkSize, streams[index].missing))
    }

    private mutating func begin(_ header: ChunkHeader, on index: Int) throws(RTMPError) {
        guard header.messageLength <= limits.messageLength else { throw .messageTooLong(header.messageLength) }
        streams[index].begin(header)
        // What is meant for the reader is read while the page is still being written.
        if !streams[index].isControl { streams[index].move(to: page.reserve(streams[index].length)) }
    }

    private func index(of chunkStreamID: UInt32) -> Int? {
        streams.indices.first { streams[$0].identifier == chunkStreamID }
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

    /// Reads what is there of the current chunk; false while bytes of it are missing.
    private mutating func readPayload() throws(RTMPError) -> Bool {
        guard let (index, remaining) = current else { return false }
        let count = min(remaining, pending.readableBytes)
        guard let bytes = pending.readSlice(length: count) else { return false }
        if let place = streams[index].place {
            page.write(bytes, at: place, behind: streams[index].placedCount)
            streams[index].placed(count)
        } else {
            try append(bytes, to: index)
        }
        guard count == remaining else {
            current = (index, remaining - count)
            return false
        }
        current = nil
        if streams[index].missing == 0 { try complete(index) }
        return true
    }

    /// Adds bytes to a message that is on no page.
    private mutating func append(_ bytes: ByteBuffer, to index: Int) throws(RTMPError) {
        guard unfinishedBytes + bytes.readableBytes <= limits.bufferedBytes else { throw .tooManyBufferedBytes }
        streams[index].append(bytes, following: pending.readableBytes)
        unfinishedBytes += bytes.readableBytes
    }

    private mutating func complete(_ index: Int) throws(RTMPError) {
        if let place = streams[index].place {
            page.append(streams[index], at: place)
            return streams[index].end()
        }
        unfinishedBytes -= streams[index].length
        let message = Message(
            typeID: streams[index].typeID, streamID: streams[index].messageStreamID,
            timestamp: streams[index].timestamp, payload: streams[index].finish())
        if message.isControl, try obey(message) { return }
        page.append(message)
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
            guard let index = index(of: identifier) else { return true }
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
