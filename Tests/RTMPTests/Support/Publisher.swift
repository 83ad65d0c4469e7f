// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RTMP

/// A client and a server session wired together in memory; what the server does is written down.
struct Publisher {
    var client: ClientSession
    var server: ServerSession
    var serverLog: [String] = []
    var clientLog: [ClientSession.Action] = []
    /// Bytes that are passed on at a time.
    var step: Int
    /// How the server decides on publications; nil accepts.
    var refusal: (code: String, description: String)?
    /// Everything that the client has sent.
    var sent = ByteBuffer()
    /// What is on its way to the server.
    private var queue = ByteBuffer()

    init(
        target: ClientSession.Target = Samples.target, handshake: ClientHandshake.Form = .simple,
        chunkSize: Int = 4_096, limits: RTMPLimits = RTMPLimits(), step: Int = .max
    ) {
        client = ClientSession(target: target, handshake: handshake, chunkSize: chunkSize, seed: 1)
        server = ServerSession(limits: limits, seed: 2)
        self.step = step
    }

    /// Runs both sides until neither has anything more to say.
    mutating func open() throws {
        try deliver(client.start())
    }

    /// Hands bytes to the server, and its answers to the client, and so on.
    mutating func deliver(_ bytes: ByteBuffer) throws {
        sent.writeImmutableBuffer(bytes)
        queue.writeImmutableBuffer(bytes)
        while let part = queue.readSlice(length: min(step, queue.readableBytes)), part.readableBytes > 0 {
            server.append(part)
            try pull()
        }
    }

    private mutating func pull() throws {
        while let action = try server.next() {
            serverLog.append(action.summary)
            switch action {
            case .send(let bytes): try answer(bytes)
            case .publish:
                if let refusal {
                    try answer(server.refuse(code: refusal.code, description: refusal.description))
                } else {
                    try answer(server.accept())
                }
            case .media, .unpublish, .fault: break
            }
        }
    }

    private mutating func answer(_ bytes: ByteBuffer) throws {
        var bytes = bytes
        var replies = ByteBuffer()
        while let part = bytes.readSlice(length: min(step, bytes.readableBytes)), part.readableBytes > 0 {
            client.append(part)
            while let action = try client.next() {
                if case .send(let reply) = action {
                    replies.writeImmutableBuffer(reply)
                } else {
                    clientLog.append(action)
                }
            }
        }
        sent.writeImmutableBuffer(replies)
        queue.writeImmutableBuffer(replies)
    }

    /// Sends one media message.
    mutating func send(_ kind: MediaKind, _ payload: ByteBuffer, at timestamp: UInt32) throws {
        var bytes = ByteBuffer()
        client.write(kind, payload: payload, timestamp: timestamp, into: &bytes)
        try deliver(bytes)
    }

    /// What the server did, without its answers.
    var events: [String] { serverLog.filter { $0 != "send" } }
}

extension ServerSession.Action {
    /// One line for logs of tests.
    var summary: String {
        switch self {
        case .send: "send"
        case .publish(let request): "publish \(request.domain)/\(request.application)/\(request.streamName)"
        case .media(.track(let track)): "track \(track.kind)"
        case .media(.leftOut(let what)): "left out \(what)"
        case .media(.packet(let packet)):
            "\(packet.kind) \(packet.decodeTime.milliseconds)+\(packet.compositionOffset.milliseconds)"
                + (packet.kind == .video && packet.isKeyframe ? " key" : "")
        case .unpublish: "unpublish"
        case .fault(let fault): "fault \(fault)"
        }
    }
}
