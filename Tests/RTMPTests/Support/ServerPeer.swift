// SPDX-License-Identifier: Apache-2.0

import AMF
import NIOCore
import RTMP
import Testing

/// A server session and somebody who speaks to it by hand.
struct ServerPeer {
    var session: ServerSession
    /// Reads what the server answers.
    private var reader = ChunkReader(limits: RTMPLimits())

    private init(session: ServerSession) {
        self.session = session
    }

    /// A server past its handshake.
    static func shakenHands(_ limits: RTMPLimits = RTMPLimits()) throws -> ServerPeer {
        var peer = ServerPeer(session: ServerSession(limits: limits, seed: 1))
        var bytes = ByteBuffer(integer: UInt8(3))
        bytes.writeRepeatingByte(0, count: 2 * 1_536)
        peer.session.append(bytes)
        guard case .send(let answer)? = try peer.session.next() else { throw RTMPError.handshakeMismatch }
        #expect(answer.readableBytes == 3_073)
        let more = try peer.session.next()
        #expect(more?.summary == nil)
        return peer
    }

    /// A server that has answered `connect`.
    static func connected(_ limits: RTMPLimits = RTMPLimits()) throws -> ServerPeer {
        var peer = try shakenHands(limits)
        let object: [AMFProperty] = [
            .init("app", .string("live")), .init("tcUrl", .string("rtmp://push.example.com/live")),
        ]
        _ = try peer.answers(command("connect", 1, .object(object)))
        return peer
    }

    /// A server that has accepted a publication on message stream 1.
    static func publishing(_ limits: RTMPLimits = RTMPLimits()) throws -> ServerPeer {
        var peer = try connected(limits)
        _ = try peer.log(command("publish", 5, .null, .string("room"), streamID: 1))
        _ = try peer.accept()
        return peer
    }

    /// What the server does with some bytes, a line each.
    mutating func log(_ bytes: ByteBuffer) throws -> [String] {
        session.append(bytes)
        var log: [String] = []
        while let action = try session.next() {
            log.append(action.summary)
            if case .send(let answer) = action { reader.append(answer) }
        }
        _ = try read()
        return log
    }

    /// The messages with which the server answers some bytes.
    mutating func answers(_ bytes: ByteBuffer) throws -> [Message] {
        session.append(bytes)
        while let action = try session.next() {
            if case .send(let answer) = action { reader.append(answer) }
        }
        return try read()
    }

    /// Accepts a publication; what the server says to that.
    mutating func accept() throws -> [Message] {
        reader.append(session.accept())
        return try read()
    }

    private mutating func read() throws -> [Message] {
        var messages: [Message] = []
        while let message = try reader.next() { messages.append(message) }
        return messages
    }

    /// A message on a chunk stream of its own making.
    static func encode(_ message: Message) -> ByteBuffer {
        var bytes = ByteBuffer()
        var writer = ChunkWriter()
        writer.write(message, chunkStreamID: 3, into: &bytes)
        return bytes
    }

    static func message(
        _ type: MessageType, _ payload: ByteBuffer, timestamp: UInt32 = 0, streamID: UInt32 = 1
    ) -> ByteBuffer {
        encode(Message(type, streamID: streamID, timestamp: timestamp, payload: payload))
    }

    static func command(
        _ name: String, _ transactionID: Double, _ values: AMFValue..., streamID: UInt32 = 0
    ) -> ByteBuffer {
        var command = Command(name, transactionID: transactionID)
        command.values = values
        return encode(command.message(streamID: streamID))
    }

    static func commands(_ messages: [Message]) throws -> [Command] {
        try messages.compactMap { try Command($0) }
    }

    static func statusCodes(_ messages: [Message]) throws -> [String] {
        try commands(messages).filter { $0.name == "onStatus" }.compactMap { $0.values.last?["code"]?.text }
    }
}
