// SPDX-License-Identifier: Apache-2.0

import AMF
package import NIOCore

extension ServerSession {
    /// Accepts the publication that was asked for, and returns what to send before anything else.
    package mutating func accept() -> ByteBuffer {
        guard let streamID = decidedStreamID() else { return ByteBuffer() }
        beginPublication(streamID: streamID)
        connection.send(UserControl.streamBegin(streamID: streamID))
        sendStatus(StatusInfo("NetStream.Publish.Start", "Publishing."), streamID: streamID)
        return connection.takeOutgoing() ?? ByteBuffer()
    }

    /// Refuses the publication that was asked for, with a status code such as `NetStream.Publish.BadName`.
    ///
    /// The connection goes on, as the peer may ask for another stream; most runners close it.
    package mutating func refuse(code: String, description: String) -> ByteBuffer {
        guard let streamID = decidedStreamID() else { return ByteBuffer() }
        state = .idle
        sendStatus(StatusInfo(isError: true, code, description), streamID: streamID)
        return connection.takeOutgoing() ?? ByteBuffer()
    }

    private func decidedStreamID() -> UInt32? {
        if case .deciding(let streamID) = state { return streamID }
        // The peer may have done something wrong while it was being decided on.
        if case .failed = state { return nil }
        assertionFailure("a decision on a publication that nobody asked for, in \(state)")
        return nil
    }

    /// Carries out a command.
    mutating func receive(_ command: Command, streamID: UInt32) throws(RTMPError) -> Action? {
        if state == .awaitingConnect {
            guard command.name == "connect" else { throw .notConnected }
            connect(command)
            return nil
        }
        switch command.name {
        case "createStream":
            lastStreamID &+= 1
            sendResult(of: command, .null, .number(Double(lastStreamID)))
        case "releaseStream", "_checkbw": sendResult(of: command, .null, .undefined)
        case "FCPublish":
            sendResult(of: command, .null, .undefined)
            sendNotice("onFCPublish", StatusInfo("NetStream.Publish.Start", "Waiting for publish."))
        case "publish": return publish(command, streamID: streamID)
        case "FCUnpublish":
            sendResult(of: command, .null, .undefined)
            sendNotice("onFCUnpublish", StatusInfo("NetStream.Unpublish.Success", "Stopped publishing."))
            return endPublication(of: nil)
        case "closeStream": return endPublication(of: streamID == 0 ? nil : streamID)
        case "deleteStream": return endPublication(of: command.argument(0)?.number.flatMap(UInt32.init(exactly:)))
        case "play", "play2":
            let refusal = StatusInfo(isError: true, "NetStream.Play.Failed", "This server records and does not play.")
            sendStatus(refusal, streamID: streamID)
        case "_result", "_error", "onStatus": break  // answers to calls this side never makes
        case let name:
            let failure = StatusInfo(
                isError: true, "NetConnection.Call.Failed", "Method not found: \(name.prefix(64)).")
            sendAnswer("_error", to: command, .null, failure.value)
        }
        return nil
    }

    /// Answers `connect` (RTMP 1.0, 7.2.1.1), with what is recorded of Enhanced RTMP to a client that knows it.
    private mutating func connect(_ command: Command) {
        let object = command.values.first
        application = object?["app"]?.text ?? ""
        tcURL = object?["tcUrl"]?.text ?? ""
        state = .idle
        connection.send(ProtocolControl.windowAcknowledgementSize(2_500_000))
        connection.send(ProtocolControl.setPeerBandwidth(2_500_000, .dynamic))
        connection.send(UserControl.streamBegin(streamID: 0))
        // Enough for each answer to fit one chunk.
        connection.sendChunkSize(4_096)
        let properties: [AMFProperty] = [
            // Encoders look at neither the vendor nor the number, but some miss them.
            .init("fmsVer", .string("FMS/3,0,1,123")), .init("capabilities", .number(31)),
        ]
        var info =
            StatusInfo("NetConnection.Connect.Success", "Connection succeeded.").properties + [
                // Answers are AMF0 all the same, which a client of either encoding reads.
                AMFProperty("objectEncoding", .number(object?["objectEncoding"]?.number ?? 0))
            ]
        if let object, EnhancedCapabilities.isAnnounced(by: object) { info += EnhancedCapabilities.properties }
        sendResult(of: command, .object(properties), .object(info))
    }

    private mutating func publish(_ command: Command, streamID: UInt32) -> Action? {
        // NetStream.publish(false) ends the publication.
        if command.argument(0) == .boolean(false) { return endPublication(of: streamID) }
        guard state == .idle else {
            let refusal = StatusInfo(
                isError: true, "NetStream.Publish.BadName", "This connection publishes a stream already.")
            sendStatus(refusal, streamID: streamID)
            return nil
        }
        state = .deciding(streamID: streamID)
        // The type (live, record, append) that follows the name makes no difference: orders decide what is kept.
        let name = command.argument(0)?.text ?? ""
        return .publish(PublishRequest(tcURL: tcURL, application: application, publishName: name))
    }

    /// Ends the publication on that message stream, or on any if nil; what isn't published is let be.
    private mutating func endPublication(of streamID: UInt32?) -> Action? {
        guard case .publishing(let current) = state, streamID == nil || streamID == current else { return nil }
        state = .idle
        sendStatus(StatusInfo("NetStream.Unpublish.Success", "Stopped publishing."), streamID: current)
        return .unpublish
    }

    private mutating func sendResult(of command: Command, _ first: AMFValue, _ second: AMFValue) {
        sendAnswer("_result", to: command, first, second)
    }

    /// Answers a call; one without a number wants no answer.
    private mutating func sendAnswer(_ name: String, to command: Command, _ first: AMFValue, _ second: AMFValue) {
        guard command.transactionID != 0 else { return }
        let answer = Command(name, transactionID: command.transactionID, first, second)
        connection.send(answer.message(), chunkStreamID: 3)
    }

    private mutating func sendNotice(_ name: String, _ info: StatusInfo) {
        connection.send(Command(name, transactionID: 0, .null, info.value).message(), chunkStreamID: 3)
    }

    private mutating func sendStatus(_ info: StatusInfo, streamID: UInt32) {
        let status = Command("onStatus", transactionID: 0, .null, info.value)
        connection.send(status.message(streamID: streamID), chunkStreamID: 5)
    }
}

extension Command {
    /// An argument, counted from the one after the command object.
    fileprivate func argument(_ index: Int) -> AMFValue? {
        values.indices.contains(index + 1) ? values[index + 1] : nil
    }
}
