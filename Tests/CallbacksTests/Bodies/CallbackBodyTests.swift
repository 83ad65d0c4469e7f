// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Media
import NIOCore
import RecordingModel
import Testing

@Suite struct CallbackBodyTests {
    private let origin = CallbackOrigin(node: "10.0.0.7", publicURL: "https://media.example.org")
    private let publication = Publication(
        id: PublicationID(number: 7_012_345_678_901_234_567),
        key: StreamKey(domain: "push.example.org", application: "live", stream: "room42"),
        begun: WallTime(microseconds: 1_767_225_600_250_000), clientAddress: "203.0.113.9",
        parameters: "txSecret=ab&txTime=6956B6C0")

    private func json(_ event: RecordingEvent, key: String = "") throws -> String {
        let now = WallTime.seconds(1_767_225_600)
        return String(decoding: try CallbackBody(event, from: origin).json(key: key, at: now), as: UTF8.self)
    }

    @Test("of a push that began")
    func pushBegan() throws {
        #expect(
            try json(.pushBegan(publication), key: "demoKey2026") == """
                {"app":"push.example.org","appid":1300000001,"appname":"live","channel_id":"room42","errcode":0,\
                "errmsg":"ok","event_time":1767225600,"event_type":1,"height":0,"idc_id":0,"node":"10.0.0.7",\
                "sequence":"7012345678901234567","set_id":2,\
                "stream_id":"room42","stream_param":"txSecret=ab&txTime=6956B6C0","user_ip":"203.0.113.9","width":0,\
                "sign":"78bf4a14e05747eab8a73d574331835d","t":1767226200}
                """)
    }

    @Test("of a push that ended")
    func pushEnded() throws {
        let end = WallTime(microseconds: 1_767_225_663_999_999)
        let size = PictureSize(width: 1_280, height: 720)
        #expect(
            try json(.pushEnded(publication, at: end, code: .clientClosed, resolution: size)) == """
                {"app":"push.example.org","appid":1300000001,"appname":"live","channel_id":"room42","errcode":2,\
                "errmsg":"the publisher closed the connection","event_time":1767225663,"event_type":0,"height":720,\
                "idc_id":0,"node":"10.0.0.7","push_duration":"63749","sequence":"7012345678901234567","set_id":2,\
                "stream_id":"room42","stream_param":"txSecret=ab&txTime=6956B6C0","user_ip":"203.0.113.9",\
                "width":1280}
                """)
    }

    @Test("counts no negative duration when the clock was set back")
    func clockStep() throws {
        let event = RecordingEvent.pushEnded(publication, at: .seconds(1), code: .idle, resolution: nil)
        #expect(try json(event).contains(#""push_duration":"0""#))
    }

    @Test("of a recorded file")
    func fileRecorded() throws {
        #expect(
            try json(.fileRecorded(try file(video: true, templateID: 0)), key: "demoKey2026") == #"""
                {"app":"push.example.org","appid":1300000001,"appname":"live",\#
                "callback_ext":"{\"resolution\":\"1280x720\",\"session_id\":\"2918000000000000001\",\#
                \"video_codec\":\"h264\"}",\#
                "channel_id":"room42","duration":154,"end_time":1642089599,"end_time_usec":98012,"event_type":100,\#
                "file_format":"hls","file_id":"5285485487985200001","file_size":450123456,"media_start_time":40,\#
                "record_bps":0,"record_file_id":"5285485487985200001","record_temp_id":"",\#
                "start_time":1642089445,"start_time_usec":316441,\#
                "stream_id":"room42","stream_param":"","task_id":"Uabc",\#
                "video_id":"5285485487985200001",\#
                "video_url":"https://media.example.org/media/push.example.org/live/room%2042/index.m3u8",\#
                "sign":"78bf4a14e05747eab8a73d574331835d","t":1767226200}
                """#)
    }

    @Test("of a file without video, made by a template")
    func audioOnly() throws {
        let text = try json(.fileRecorded(try file(video: false, templateID: 12)))
        #expect(text.contains(#""record_temp_id":"12""#))
        #expect(
            text.contains(
                #""callback_ext":"{\"resolution\":\"\",\"session_id\":\"2918000000000000001\",\"video_codec\":\"\"}""#))
        #expect(text.contains(#""duration":0"#))
        #expect(text.contains(#""media_start_time":0"#))
    }

    @Test("of a recording that began")
    func recordingStatus() throws {
        #expect(
            try json(.recordingStatus(.test), key: "demoKey2026") == #"""
                {"appid":1300000001,"appname":"live","domain":"push.example.org","event_time":1767225602,\#
                "event_type":332,\#
                "record_detail":"{\"codec_temp_id\":0,\"file_format\":2,\"record_bps\":0,\"record_content\":1,\#
                \"source_type\":1,\"start_model\":5}","record_event":"record_start_succeeded",\#
                "seq":"3266000000000000001","session_id":"2918000000000000001",\#
                "stream_id":"room42","task_id":"Uabc","sign":"78bf4a14e05747eab8a73d574331835d","t":1767226200}
                """#)
    }

    @Test("numbers the formats of recordings", arguments: zip([RecordingFormat.flv, .hls, .mp4, .aac, .mp3], 1...5))
    func formats(format: RecordingFormat, number: Int) throws {
        var status = RecordingStatus.test
        status.format = format
        status.cause = .rule
        let text = try json(.recordingStatus(status))
        #expect(text.contains(#"\"file_format\":\#(number),"#))
        #expect(text.contains(#"\"start_model\":1"#))
        #expect(text.contains(#""task_id":"""#))
    }

    @Test("of a file that can't be written")
    func recordingException() throws {
        #expect(
            try json(.recordingException(.test)) == """
                {"appid":1300000001,"domain":"push.example.org","event_type":341,\
                "exception":{"desc":"no space left","occurs":1,"type":-104},"exception_level":"error",\
                "file_format":"ts","interface":"general_callback","path":"live",\
                "session_id":"2918000000000000001","stream_id":"room42","timestamp":1767225602}
                """)
    }

    @Test("of a file recorded by a rule: no task, but the push URL's parameters")
    func recordedByRule() throws {
        let text = try json(.fileRecorded(try file(video: false, templateID: 12, cause: .rule)))
        #expect(text.contains(#""task_id":"""#))
        #expect(text.contains(#""record_temp_id":"12""#))
        #expect(text.contains(#""stream_param":"txSecret=ab&txTime=6956B6C0""#))
    }

    /// A file of 153.302 s that starts at 40 ms, or an empty one.
    private func file(
        video: Bool, templateID: UInt64, cause: RecordingCause = .order(taskID: "Uabc")
    ) throws -> RecordedFile {
        var facts = MediaFacts(begun: WallTime(microseconds: 1_642_089_445_316_441))
        if video {
            facts.note(Track(configuration: .avc(try AVCDecoderConfiguration(record: ByteBuffer(bytes: Self.record)))))
            let end = WallTime(microseconds: 1_642_089_599_098_012)
            for milliseconds: Int64 in [40, 76_691] {
                let time = MediaTime.milliseconds(milliseconds)
                let packet = MediaPacket(kind: .video, decodeTime: time, isKeyframe: true, payload: ByteBuffer())
                facts.note(packet, arrived: end)
            }
        }
        return RecordedFile(
            id: "5285485487985200001", cause: cause, templateID: templateID, sessionID: "2918000000000000001",
            publication: publication, format: .hls, title: "room42",
            path: "push.example.org/live/room 42/index.m3u8", size: 450_123_456, facts: facts,
            created: .seconds(1_642_089_600))
    }

    /// High profile, level 3.1, 1280 by 720.
    private static let record: [UInt8] =
        [
            1, 0x64, 0, 0x1F, 0xFF, 0xE1, 0, 0x1A, 0x67, 0x64, 0x00, 0x1F, 0xAC, 0xD9, 0x40, 0x50, 0x05, 0xBB, 0x01,
            0x10, 0x00, 0x00, 0x03, 0x00, 0x10, 0x00, 0x00, 0x03, 0x03, 0xC0, 0xF1, 0x83, 0x19, 0x60,
        ] + [1, 0, 6, 0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]
}
