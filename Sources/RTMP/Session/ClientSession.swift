// SPDX-License-Identifier: Apache-2.0

package import AMF
package import Media
package import NIOCore

/// The publisher's side of one RTMP connection.
///
/// It goes forward only: handshake, `connect`, `createStream`, `publish`, media, end.
///
/// - Our bug: media before ``Action/published``.
/// - The peer's fault: whatever ``RTMPError`` names. The session is finished then and throws the same again.
/// - Tolerated: answers to calls that need none, and all messages but commands.
package struct ClientSession: Sendable {
    /// What the runner does next.
    package enum Action: Hashable, Sendable {
        case send(ByteBuffer)
        /// Media may be written from now on.
        case published
        /// The server doesn't want the connection or the stream.
        case refused(code: String, description: String)
        /// The server has confirmed the end of the publication.
        case closed
    }

    /// Where and what to publish.
    package struct Target: Hashable, Sendable {
        package var tcURL: String
        package var application: String
        /// The stream name with its query, if any.
        package var publishName: String

        package init(tcURL: String, application: String, publishName: String) {
            self.tcURL = tcURL
            self.application = application
            self.publishName = publishName
        }
    }

    private enum State: Hashable {
        case handshaking
        case connecting
        case creatingStream
        case awaitingStatus
        case publishing
        case ended
        case failed(RTMPError)
    }

    /// Numbers of the calls whose answers are awaited.
    private enum Transaction {
        static let connect = 1.0
        static let releaseStream = 2.0
        static let publishAnnouncement = 3.0
        static let createStream = 4.0
        static let publish = 5.0
        static let end = 6.0
    }

    private let target: Target
    private let chunkSize: Int
    private var state = State.handshaking
    private var handshake: ClientHandshake
    private var connection: ChunkConnection
    /// The message stream of the publication; 0 until the server has numbered it.
    package private(set) var streamID: UInt32 = 0

    /// Makes a session that sends chunks of `chunkSize` bytes, 1 to 2^24-1.
    package init(
        target: Target,
        handshake form: ClientHandshake.Form = .simple,
        chunkSize: Int = 4_096,
        limits: RTMPLimits = RTMPLimits(),
        seed: UInt64
    ) {
        self.target = target
        self.chunkSize = chunkSize
        handshake = ClientHandshake(form: form, seed: seed)
        connection = ChunkConnection(limits: limits)
    }

    /// What opens the connection.
    package func start() -> ByteBuffer {
        handshake.start()
    }

    /// Takes bytes from the server; what they mean is then pulled by ``next()``.
    package mutating func append(_ bytes: ByteBuffer) {
        connection.append(bytes)
    }

    /// The next action; nil until more bytes come.
    package mutating func next() throws(RTMPError) -> Action? {
        do throws(RTMPError) {
            return try advance()
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Writes an audio or video message, whose payload is the body of an FLV tag.
    package mutating func write(
        _ kind: MediaKind, payload: ByteBuffer, timestamp: UInt32, into bytes: inout ByteBuffer
    ) {
        assert(state == .publishing, "media before the publication")
        let type: MessageType =
            switch kind {
            case .video: .video
            case .audio: .audio
            }
        let message = Message(type, streamID: streamID, timestamp: timestamp, payload: payload)
        connection.write(message, chunkStreamID: kind == .video ? 6 : 4, into: &bytes)
    }

    /// Writes `@setDataFrame` with `onMetaData`.
    package mutating func writeMetadata(_ metadata: AMFValue, into bytes: inout ByteBuffer) {
        assert(state == .publishing, "metadata before the publication")
        let message = DataMessage("@setDataFrame", .string("onMetaData"), metadata).message(streamID: streamID)
        connection.write(message, chunkStreamID: 4, into: &bytes)
    }

    /// Ends the publication; ``Action/closed`` follows when the server has seen it.
    package mutating func finish() -> ByteBuffer {
        let name = AMFValue.string(target.publishName)
        call("FCUnpublish", Transaction.end, .null, name)
        call("deleteStream", 0, .null, .number(Double(streamID)))
        return connection.takeOutgoing() ?? ByteBuffer()
    }

    private mutating func advance() throws(RTMPError) -> Action? {
        while true {
            if let bytes = connection.takeOutgoing() { return .send(bytes) }
            switch state {
            case .handshaking:
                guard let bytes = try shakeHands() else { return nil }
                state = .connecting
                connect()
                return .send(bytes)
            case .connecting, .creatingStream, .awaitingStatus, .publishing, .ended:
                guard let message = try connection.next() else {
                    return connection.takeOutgoing().map(Action.send)
                }
                guard let command = try Command(message) else { continue }
                if let action = receive(command) { return action }
            case .failed(let error): throw error
            }
        }
    }

    private mutating func shakeHands() throws(RTMPError) -> ByteBuffer? {
        var handshake = handshake
        defer { self.handshake = handshake }
        return try connection.withUnreadBytes { bytes throws(RTMPError) in try handshake.next(from: &bytes) }
    }

    private mutating func connect() {
        let object: [AMFProperty] = [
            .init("app", .string(target.application)), .init("type", .string("nonprivate")),
            .init("flashVer", .string("FMLE/3.0 (compatible; Aircheck)")), .init("tcUrl", .string(target.tcURL)),
        ]
        connection.send(
            Command("connect", transactionID: Transaction.connect, .object(object)).message(), chunkStreamID: 3)
    }

    private mutating func receive(_ command: Command) -> Action? {
        let info = StatusInfo(command.values.dropFirst().first)
        switch (command.name, state) {
        case ("_result", .connecting) where command.transactionID == Transaction.connect:
            createStream()
        case ("_result", .creatingStream) where command.transactionID == Transaction.createStream:
            return publish(on: command.values.dropFirst().first?.number)
        case ("_error", .connecting) where command.transactionID == Transaction.connect,
            ("_error", .creatingStream) where command.transactionID == Transaction.createStream:
            return end(info)
        case ("onStatus", .awaitingStatus) where info.code == "NetStream.Publish.Start":
            state = .publishing
            return .published
        case ("onStatus", .awaitingStatus) where info.isError, ("onStatus", .publishing) where info.isError:
            return end(info)
        case ("onStatus", .publishing) where info.code == "NetStream.Unpublish.Success":
            state = .ended
            return .closed
        default: break  // answers to calls that need none
        }
        return nil
    }

    private mutating func createStream() {
        state = .creatingStream
        connection.sendChunkSize(chunkSize)
        let name = AMFValue.string(target.publishName)
        call("releaseStream", Transaction.releaseStream, .null, name)
        call("FCPublish", Transaction.publishAnnouncement, .null, name)
        call("createStream", Transaction.createStream, .null)
    }

    private mutating func publish(on number: Double?) -> Action? {
        guard let number, let streamID = UInt32(exactly: number) else {
            return end(StatusInfo(isError: true, "", "createStream was answered without a number."))
        }
        self.streamID = streamID
        state = .awaitingStatus
        let command = Command(
            "publish", transactionID: Transaction.publish, .null, .string(target.publishName), .string("live"))
        connection.send(command.message(streamID: streamID), chunkStreamID: 4)
        return nil
    }

    private mutating func end(_ info: StatusInfo) -> Action {
        state = .ended
        return .refused(code: info.code, description: info.description)
    }

    private mutating func call(_ name: String, _ transactionID: Double, _ values: AMFValue...) {
        var command = Command(name, transactionID: transactionID)
        command.values = values
        connection.send(command.message(), chunkStreamID: 3)
    }
}
