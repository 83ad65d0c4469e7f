// SPDX-License-Identifier: Apache-2.0

import AMF
import Media
import NIOCore
import RTMP
import Testing

@Suite("Server session")
struct ServerSessionTests {
    @Test(
        "records what a publisher sends, however the bytes come",
        arguments: [1, 2, 7, 1_536, .max], ClientHandshake.Form.allCases)
    func wholeSession(step: Int, form: ClientHandshake.Form) throws {
        var publisher = Publisher(handshake: form, chunkSize: 128, step: step)
        try publisher.open()
        #expect(publisher.clientLog == [.published])
        var metadata = ByteBuffer()
        publisher.client.writeMetadata(.ecmaArray([.init("width", .number(640))]), into: &metadata)
        try publisher.deliver(metadata)
        try publisher.send(.video, Samples.videoHeader, at: 0)
        try publisher.send(.audio, Samples.audioHeader, at: 0)
        try publisher.send(.video, Samples.keyframe(size: 1_000), at: 40)
        try publisher.send(.audio, Samples.audio(), at: 43)
        try publisher.send(.audio, ByteBuffer(), at: 64)
        try publisher.send(.video, Samples.frame(size: 300), at: 80)
        try publisher.deliver(publisher.client.finish())
        #expect(
            publisher.events == [
                "publish push.example.com/live/room", "track video", "track audio", "video 40+0 key", "audio 43+0",
                "video 80+40", "unpublish",
            ])
        #expect(publisher.clientLog == [.published, .closed])
        #expect(publisher.server.bufferedBytes == 0)
        #expect(!publisher.server.isPublishing)
    }

    @Test("audio and video share one clock through the wrap at 2^32")
    func sharedClock() throws {
        var publisher = Publisher()
        try publisher.open()
        try publisher.send(.video, Samples.videoHeader, at: 0xFFFF_FFF0)
        try publisher.send(.audio, Samples.audioHeader, at: 0xFFFF_FFF0)
        try publisher.send(.video, Samples.keyframe(), at: 8)
        try publisher.send(.audio, Samples.audio(), at: 0xFFFF_FFF8)
        try publisher.send(.audio, Samples.audio(), at: 15)
        #expect(
            publisher.events.suffix(3) == ["video 4294967304+0 key", "audio 4294967288+0", "audio 4294967311+0"])
    }

    @Test("hands out nothing before the publication is decided on")
    func waits() throws {
        var server = try ServerPeer.connected()
        var bytes = ServerPeer.command("publish", 5, .null, .string("room"), streamID: 1)
        bytes.writeImmutableBuffer(ServerPeer.message(.video, Samples.videoHeader))
        #expect(try server.log(bytes) == ["publish push.example.com/live/room"])
        #expect(try server.log(ServerPeer.message(.video, Samples.keyframe())).isEmpty)
        #expect(try ServerPeer.statusCodes(server.accept()) == ["NetStream.Publish.Start"])
        #expect(try server.log(ByteBuffer()) == ["track video", "video 0+0 key"])
    }

    @Test("bounds what comes while the publication is not decided on")
    func waitsBounded() throws {
        var server = try ServerPeer.connected(RTMPLimits(bufferedBytes: 10_000))
        _ = try server.log(ServerPeer.command("publish", 5, .null, .string("room"), streamID: 1))
        server.session.append(ByteBuffer(repeating: 0, count: 10_001))
        #expect(throws: RTMPError.tooManyBufferedBytes) { try server.session.next() }
        #expect(throws: RTMPError.tooManyBufferedBytes) { try server.session.next() }
        #expect(try server.accept().isEmpty)
    }

    @Test("tells the client why it is refused")
    func refuses() throws {
        var publisher = Publisher()
        publisher.refusal = ("NetStream.Publish.BadName", "taken")
        try publisher.open()
        #expect(publisher.clientLog == [.refused(code: "NetStream.Publish.BadName", description: "taken")])
        #expect(!publisher.server.isPublishing)
    }

    @Test("refuses a second publication beside the first, and takes one after it")
    func onePublication() throws {
        var server = try ServerPeer.connected()
        _ = try server.log(ServerPeer.command("publish", 5, .null, .string("a"), streamID: 1))
        _ = try server.accept()
        let second = try server.answers(ServerPeer.command("publish", 6, .null, .string("b"), streamID: 2))
        #expect(try ServerPeer.statusCodes(second) == ["NetStream.Publish.BadName"])
        #expect(try server.log(ServerPeer.message(.video, Samples.videoHeader)) == ["track video"])
        #expect(try server.log(ServerPeer.command("closeStream", 0, .null, streamID: 2)).isEmpty)
        #expect(try server.log(ServerPeer.command("closeStream", 0, .null, streamID: 1)) == ["unpublish", "send"])
        let again = try server.log(ServerPeer.command("publish", 7, .null, .string("b?k=1"), streamID: 2))
        #expect(again == ["publish push.example.com/live/b"])
        _ = try server.accept()
        // A new publication has a new decoder and a new clock.
        #expect(try server.log(ServerPeer.message(.video, Samples.keyframe(), streamID: 2)).isEmpty)
        #expect(try server.log(ServerPeer.message(.video, Samples.videoHeader, streamID: 2)) == ["track video"])
    }

    @Test(
        "ends a publication once, in each of the ways",
        arguments: ["FCUnpublish", "closeStream", "deleteStream", "publish"])
    func unpublishes(name: String) throws {
        var server = try ServerPeer.connected()
        _ = try server.log(ServerPeer.command("publish", 5, .null, .string("a"), streamID: 1))
        _ = try server.accept()
        let argument: AMFValue =
            ["FCUnpublish": .string("a"), "closeStream": .null, "deleteStream": .number(1)][name] ?? .boolean(false)
        let end = ServerPeer.command(name, 0, .null, argument, streamID: 1)
        #expect(try server.log(end) == ["unpublish", "send"])
        #expect(try server.log(ServerPeer.command("deleteStream", 0, .null, .number(1))).isEmpty)
    }

    @Test("numbers the streams it creates")
    func createStream() throws {
        var server = try ServerPeer.connected()
        for number in 1...3 {
            let answers = try ServerPeer.commands(server.answers(ServerPeer.command("createStream", 4, .null)))
            #expect(answers == [Command("_result", transactionID: 4, .null, .number(Double(number)))])
        }
    }

    @Test("answers connect with the encoding asked for", arguments: [nil, 0, 3] as [Double?])
    func objectEncoding(encoding: Double?) throws {
        var server = try ServerPeer.shakenHands()
        var object = [AMFProperty("app", .string("live"))]
        if let encoding { object.append(AMFProperty("objectEncoding", .number(encoding))) }
        let answers = try server.answers(ServerPeer.command("connect", 1, .object(object)))
        let messages = answers
        #expect(messages.map(\.typeID) == [5, 6, 4, 20])
        let last = try #require(messages.last)
        let result = try #require(try Command(last))
        #expect(result.name == "_result" && result.transactionID == 1)
        #expect(result.values.last?["code"]?.text == "NetConnection.Connect.Success")
        #expect(result.values.last?["objectEncoding"]?.number == encoding ?? 0)
    }

    @Test(
        "tells a client that knows Enhanced RTMP what is recorded of it",
        arguments: ["fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx", "videoCodecs"])
    func capabilities(name: String) throws {
        let values: [String: AMFValue] = [
            "fourCcList": .strictArray([.string("hvc1")]), "videoFourCcInfoMap": .object([.init("*", .number(4))]),
            "audioFourCcInfoMap": .ecmaArray([.init("Opus", .number(2))]), "capsEx": .number(15),
            "videoCodecs": .number(252),
        ]
        var server = try ServerPeer.shakenHands()
        let object = [AMFProperty("app", .string("live")), AMFProperty(name, try #require(values[name]))]
        let last = try #require(try server.answers(ServerPeer.command("connect", 1, .object(object))).last)
        let info = try #require(try Command(last)?.values.last)
        // A client that never heard of it isn't told.
        guard name != "videoCodecs" else {
            #expect(info["fourCcList"] == nil && info["capsEx"] == nil)
            return
        }
        let video = ["avc1", "hvc1", "av01", "vp09"]
        let audio = ["mp4a", ".mp3", "Opus", "fLaC", "ac-3", "ec-3"]
        #expect(info["fourCcList"] == .strictArray((video + audio).map { .string($0) }))
        #expect(info["videoFourCcInfoMap"] == .object(video.map { AMFProperty($0, .number(4)) }))
        #expect(info["audioFourCcInfoMap"] == .object(audio.map { AMFProperty($0, .number(4)) }))
        #expect(info["capsEx"]?.number == 12)
    }

    @Test("takes every event out of a message, and the nanoseconds into its time")
    func enhanced() throws {
        var server = try ServerPeer.publishing()
        // MP3 tells its track itself.
        #expect(
            try server.log(ServerPeer.message(.audio, ByteBuffer(hex: "2e FFFB50C4 00"))) == [
                "track audio", "audio 0+0",
            ])
        _ = try server.log(ServerPeer.message(.video, Samples.videoHeader))
        let frame = ByteBuffer(hex: "97 02 00000A 03 61766331 00000002 6588")
        server.session.append(ServerPeer.message(.video, frame))
        guard case .media(.packet(let packet)) = try server.session.next() else {
            Issue.record("no packet")
            return
        }
        #expect(packet.decodeTime.nanoseconds == 10)
    }

    @Test("goes on when a codec isn't recorded, and says so once")
    func leavesOut() throws {
        var server = try ServerPeer.publishing(RTMPLimits(faults: 10))
        let frame = ServerPeer.message(.video, ByteBuffer(hex: "91 76766331 000000 00000002 0001"))
        #expect(try server.log(frame) == ["left out codec vvc1"])
        for _ in 0..<1_000 { #expect(try server.log(frame).isEmpty) }
        _ = try server.log(ServerPeer.message(.audio, Samples.audioHeader))
        #expect(try server.log(ServerPeer.message(.audio, Samples.audio())) == ["audio 0+0"])
    }

    @Test(
        "answers calls politely",
        arguments: [
            ("releaseStream", 2.0, ["_result"]), ("_checkbw", 3, ["_result"]),
            ("FCPublish", 3, ["_result", "onFCPublish"]), ("getStreamLength", 4, ["_error"]),
            ("whatever", 9, ["_error"]),
            ("whatever", 0, []), ("play", 0, ["onStatus"]), ("connect", 7, ["_error"]), ("_error", 3, []),
            ("FCUnpublish", 6, ["_result", "onFCUnpublish"]),
        ] as [(String, Double, [String])])
    func calls(name: String, transactionID: Double, expected: [String]) throws {
        var server = try ServerPeer.connected()
        let answers = try ServerPeer.commands(
            server.answers(ServerPeer.command(name, transactionID, .null, .string("room"))))
        #expect(answers.map(\.name) == expected)
        #expect(answers.filter { $0.name.hasPrefix("_") }.allSatisfy { $0.transactionID == transactionID })
    }

    @Test("refuses to play")
    func play() throws {
        var server = try ServerPeer.connected()
        let answers = try server.answers(ServerPeer.command("play", 0, .null, .string("room"), streamID: 1))
        #expect(try ServerPeer.statusCodes(answers) == ["NetStream.Play.Failed"])
    }

    @Test("answers a ping with its time")
    func ping() throws {
        var server = try ServerPeer.connected()
        let answers = try (server.answers(ServerPeer.encode(UserControl.pingRequest(timestamp: 77).message())))
        #expect(answers == [UserControl.pingResponse(timestamp: 77).message()])
    }

    @Test("acknowledges each window, and obeys Set Peer Bandwidth")
    func acknowledges() throws {
        var server = try ServerPeer.connected()
        var bytes = ServerPeer.encode(ProtocolControl.windowAcknowledgementSize(1_000).message())
        bytes.writeImmutableBuffer(ServerPeer.encode(ProtocolControl.setPeerBandwidth(500, .hard).message()))
        _ = try server.log(bytes)
        var acknowledged: [UInt32] = []
        for _ in 0..<20 {
            let part = ServerPeer.encode(Message(.sharedObjectAMF0, payload: ByteBuffer(repeating: 0, count: 100)))
            for answer in try (server.answers(part)) {
                if case .acknowledgement(let count)? = try ProtocolControl(answer) { acknowledged.append(count) }
            }
        }
        let steps = zip(acknowledged, acknowledged.dropFirst()).map { $1 - $0 }
        #expect(!steps.isEmpty && steps.allSatisfy { $0 >= 1_000 && $0 < 1_200 })
    }

    @Test("acknowledges nothing to a peer that never asked: one that has closed would answer with a reset")
    func acknowledgesOnRequestOnly() throws {
        var server = try ServerPeer.connected()
        let part = ServerPeer.encode(Message(.sharedObjectAMF0, payload: ByteBuffer(repeating: 0, count: 1_000_000)))
        for _ in 0..<6 { #expect(try server.answers(part).isEmpty) }
    }

    @Test("takes an aggregate apart")
    func aggregate() throws {
        var server = try ServerPeer.publishing()
        var payload = ByteBuffer()
        let parts: [(UInt8, UInt32, ByteBuffer)] = [
            (9, 500, Samples.videoHeader), (9, 500, Samples.keyframe()), (18, 500, ByteBuffer(hex: "05")),
            (9, 540, Samples.frame()),
        ]
        for (typeID, timestamp, body) in parts {
            payload.writeInteger(typeID)
            payload.writeUInt24(UInt32(body.readableBytes))
            payload.writeUInt24(timestamp)
            payload.writeInteger(UInt32(0))
            payload.writeImmutableBuffer(body)
            payload.writeInteger(UInt32(body.readableBytes + 11))
        }
        let whole = ServerPeer.encode(Message(.aggregate, streamID: 1, timestamp: 2_000, payload: payload))
        #expect(try server.log(whole) == ["track video", "video 2000+0 key", "video 2040+40"])
        let broken = ServerPeer.encode(Message(.aggregate, streamID: 1, timestamp: 2_000, payload: payload.prefix(30)))
        #expect(try server.log(broken) == ["fault truncatedAggregate"])
        #expect(
            try server.log(ServerPeer.message(.video, Samples.keyframe(), timestamp: 2_080)) == ["video 2080+0 key"])
    }

    @Test("tolerates one bad message")
    func faults() throws {
        var server = try ServerPeer.publishing()
        _ = try server.log(ServerPeer.message(.video, Samples.videoHeader))
        let faults = [
            ServerPeer.message(.dataAMF0, ByteBuffer(hex: "02 00FF 41")),
            ServerPeer.message(.video, ByteBuffer(hex: "17")),
            ServerPeer.message(.video, Samples.keyframe(), streamID: 9),
            ServerPeer.encode(Message(typeID: 77, streamID: 0, timestamp: 0, payload: ByteBuffer())),
        ]
        for fault in faults {
            let log = try server.log(fault)
            #expect(log.count == 1 && log.first?.hasPrefix("fault ") == true)
        }
        #expect(try server.log(ServerPeer.message(.video, Samples.keyframe())) == ["video 0+0 key"])
    }

    @Test("lets a publisher go that sends more bad messages than good ones")
    func tooManyFaults() throws {
        var server = try ServerPeer.publishing(RTMPLimits(faults: 10))
        _ = try server.log(ServerPeer.message(.video, Samples.videoHeader))
        for _ in 0..<100 {
            _ = try server.log(ServerPeer.message(.video, ByteBuffer(hex: "17")))
            _ = try server.log(ServerPeer.message(.video, Samples.keyframe()))
        }
        #expect(throws: RTMPError.tooManyFaults) {
            for _ in 0..<11 { _ = try server.log(ServerPeer.message(.video, ByteBuffer(hex: "17"))) }
        }
    }

    @Test("wants connect first")
    func connectFirst() throws {
        var server = try ServerPeer.shakenHands()
        #expect(throws: RTMPError.notConnected) { try server.log(ServerPeer.command("createStream", 2, .null)) }
    }

    @Test("refuses commands that are not AMF, or too deep")
    func hostileCommands() throws {
        var deep = ByteBuffer(hex: "02 0001 61 00 0000000000000000")
        for _ in 0..<10_000 { deep.writeImmutableBuffer(ByteBuffer(hex: "0A 00000001")) }
        var server = try ServerPeer.connected()
        #expect(throws: RTMPError.unreadableCommand(.tooDeep)) {
            try server.log(ServerPeer.encode(Message(.commandAMF0, payload: deep)))
        }
        #expect(throws: RTMPError.unreadableCommand(.tooDeep)) { try server.session.next() }
    }
}
