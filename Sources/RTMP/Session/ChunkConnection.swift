// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Both directions of a connection after its handshake, and the protocol control that both roles answer alike:
/// acknowledgements, bandwidth, ping.
struct ChunkConnection: Sendable {
    private(set) var reader: ChunkReader
    private var writer = ChunkWriter()
    /// Bytes to be sent.
    private var outgoing = ByteBuffer()
    /// Bytes received since the first of the handshake, modulo 2^32 as the acknowledgement says them.
    private var received: UInt32 = 0
    private var acknowledged: UInt32 = 0
    /// After how many bytes the peer wants an acknowledgement; 0 until it says so.
    ///
    /// What nobody asked for is not sent: a publisher that closes while its last megabytes are still on their way
    /// would answer it with a reset, and they would be lost. ffmpeg and librtmp never ask.
    private var receiveWindow: UInt32 = 0
    /// The window this side announced.
    private var sendWindow: UInt32?

    init(limits: RTMPLimits) {
        reader = ChunkReader(limits: limits)
    }

    var bufferedBytes: Int { reader.bufferedBytes }

    mutating func append(_ bytes: ByteBuffer) {
        received &+= UInt32(truncatingIfNeeded: bytes.readableBytes)
        reader.append(bytes)
    }

    /// Reads the handshake off the front of what was received.
    mutating func withUnreadBytes<Result>(
        _ body: (inout ByteBuffer) throws(RTMPError) -> Result
    ) throws(RTMPError) -> Result {
        try reader.withUnreadBytes(body)
    }

    /// The next message that isn't protocol control; nil while bytes are missing.
    mutating func next() throws(RTMPError) -> Message? {
        acknowledge()
        while let message = try reader.next() {
            guard message.isControl, try answer(message) else { return message }
        }
        return nil
    }

    mutating func send(_ message: Message, chunkStreamID: UInt32) {
        writer.write(message, chunkStreamID: chunkStreamID, into: &outgoing)
    }

    mutating func send(_ control: ProtocolControl) {
        if case .windowAcknowledgementSize(let size) = control { sendWindow = size }
        send(control.message(), chunkStreamID: 2)
    }

    mutating func send(_ control: UserControl) {
        send(control.message(), chunkStreamID: 2)
    }

    mutating func sendChunkSize(_ size: Int) {
        writer.setChunkSize(size, into: &outgoing)
    }

    /// Writes a message past the queue of answers, for media.
    mutating func write(_ message: Message, chunkStreamID: UInt32, into bytes: inout ByteBuffer) {
        writer.write(message, chunkStreamID: chunkStreamID, into: &bytes)
    }

    /// Hands over what is to be sent; nil when there is nothing.
    mutating func takeOutgoing() -> ByteBuffer? {
        guard outgoing.readableBytes > 0 else { return nil }
        defer { outgoing = ByteBuffer() }
        return outgoing
    }

    /// Sends an acknowledgement when a window has been received (RTMP 1.0, 5.4.3); a window of 0 wants none.
    private mutating func acknowledge() {
        guard receiveWindow > 0, received &- acknowledged >= receiveWindow else { return }
        acknowledged = received
        send(.acknowledgement(received))
    }

    /// Obeys protocol control; false for any other message.
    private mutating func answer(_ message: Message) throws(RTMPError) -> Bool {
        switch try ProtocolControl(message) {
        case .windowAcknowledgementSize(let size):
            receiveWindow = size
            return true
        case .setPeerBandwidth(let size, _):
            // Answered when it differs from the window sent before (5.4.5). What the three types of limit ask
            // for beyond that concerns a sender of much data, which waits on TCP instead.
            if sendWindow != size { send(.windowAcknowledgementSize(size)) }
            return true
        // The reader has obeyed the first two; what the peer has received needs no action, TCP resends.
        case .setChunkSize, .abort, .acknowledgement: return true
        case nil: break
        }
        switch try UserControl(message) {
        case .pingRequest(let timestamp):
            send(.pingResponse(timestamp: timestamp))
            return true
        case .streamBegin, .streamEOF, .streamDry, .setBufferLength, .streamIsRecorded, .pingResponse, .other:
            return true
        case nil: return false
        }
    }
}
