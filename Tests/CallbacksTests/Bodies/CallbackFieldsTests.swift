// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Foundation
import Media
import RecordingModel
import Testing

/// The members of each body against the tables of the document (reference: callbacks, sections 2 to 6).
@Suite struct CallbackFieldsTests {
    /// What a member is in JSON.
    private indirect enum Kind: Hashable, Decodable {
        case integer
        case string
        case object([String: Kind])
        case other

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if (try? value.decode(Bool.self)) != nil {
                self = .other
            } else if (try? value.decode(Int64.self)) != nil {
                self = .integer
            } else if (try? value.decode(String.self)) != nil {
                self = .string
            } else {
                self = (try? value.decode([String: Kind].self)).map(Kind.object) ?? .other
            }
        }
    }

    /// The members of all events.
    private static let common: [String: Kind] = [
        "appid": .integer, "event_type": .integer, "stream_id": .string, "t": .integer, "sign": .string,
    ]
    private static let push: [String: Kind] = [
        "app": .string, "appname": .string, "channel_id": .string, "event_time": .integer, "sequence": .string,
        "node": .string, "user_ip": .string, "stream_param": .string, "errcode": .integer, "errmsg": .string,
        "set_id": .integer, "idc_id": .integer, "width": .integer, "height": .integer,
    ]
    private static let file: [String: Kind] = [
        "app": .string, "appname": .string, "channel_id": .string, "file_id": .string, "record_file_id": .string,
        "record_temp_id": .string, "file_format": .string, "task_id": .string, "start_time": .integer,
        "end_time": .integer, "start_time_usec": .integer, "end_time_usec": .integer, "duration": .integer,
        "file_size": .integer, "stream_param": .string, "video_url": .string, "video_id": .string,
        "media_start_time": .integer, "record_bps": .integer, "callback_ext": .string,
    ]
    private static let status: [String: Kind] = [
        "event_time": .integer, "domain": .string, "appname": .string, "record_event": .string,
        "record_detail": .string, "task_id": .string, "seq": .string, "session_id": .string,
    ]
    private static let exception: [String: Kind] = [
        "interface": .string, "domain": .string, "path": .string, "session_id": .string, "file_format": .string,
        "timestamp": .integer, "exception_level": .string,
        "exception": .object(["type": .integer, "occurs": .integer, "desc": .string]),
    ]

    private static let publication = Publication(
        id: PublicationID(number: 7), key: StreamKey(domain: "push.example.org", application: "live", stream: "room42"),
        begun: .seconds(1_767_225_600), clientAddress: "203.0.113.9", parameters: "a=1")

    private static func text(_ event: RecordingEvent) throws -> Data {
        let origin = CallbackOrigin(node: "10.0.0.7", publicURL: "https://media.example.org")
        return Data(try CallbackBody(event, from: origin).json(key: "demoKey2026", at: .seconds(1_767_225_600)))
    }

    /// The members of the body, each with its type; `type` is its `event_type`.
    private func expect(_ event: RecordingEvent, _ type: Int, _ members: [String: Kind]) throws {
        let body = try Self.text(event)
        let expected = members.merging(Self.common) { $1 }
        let found = try JSONDecoder().decode([String: Kind].self, from: body)
        #expect(Set(expected.keys).subtracting(found.keys).sorted() == [], "missing of event \(type)")
        #expect(Set(found.keys).subtracting(expected.keys).sorted() == [], "not documented of event \(type)")
        #expect(found == expected)
        #expect(String(decoding: body, as: UTF8.self).contains(#""event_type":\#(type),"#))
    }

    /// The members of JSON text inside a member.
    private func members(of member: String, in event: RecordingEvent) throws -> [String: Kind] {
        let object = try #require(JSONSerialization.jsonObject(with: Self.text(event)) as? [String: Any])
        let text = try #require(object[member] as? String)
        return try JSONDecoder().decode([String: Kind].self, from: Data(text.utf8))
    }

    @Test("are those of events 1 and 0: the end alone has a duration, as text")
    func pushes() throws {
        try expect(.pushBegan(Self.publication), 1, Self.push)
        let end = RecordingEvent.pushEnded(
            Self.publication, at: .seconds(1_767_225_660), code: .clientEnded, resolution: nil)
        try expect(end, 0, Self.push.merging(["push_duration": .string]) { $1 })
    }

    @Test(
        "are those of event 100, in every format, by an order and by a rule",
        arguments: RecordingFormat.allCases, [RecordingCause.order(taskID: "Uabc"), .rule])
    func files(format: RecordingFormat, cause: RecordingCause) throws {
        let event = RecordingEvent.fileRecorded(
            RecordedFile(
                id: "1", cause: cause, templateID: 0, sessionID: "2918000000000000001", publication: Self.publication,
                format: format, title: "room42", path: "a/f", size: 7,
                facts: MediaFacts(begun: .seconds(1_767_225_600)), created: .seconds(1_767_225_660)))
        try expect(event, 100, Self.file)
        #expect(
            try members(of: "callback_ext", in: event)
                == ["video_codec": .string, "resolution": .string, "session_id": .string])
    }

    @Test(
        "are those of event 332, whatever happened",
        arguments: [
            "record_start_succeeded", "record_start_failed", "record_paused", "record_resumed", "record_error",
            "record_ended",
        ])
    func statuses(change: String) throws {
        var status = RecordingStatus.test
        status.change = try #require(RecordingStatus.Change(rawValue: change))
        try expect(.recordingStatus(status), 332, Self.status)
        let body = String(decoding: try Self.text(.recordingStatus(status)), as: UTF8.self)
        #expect(body.contains(#""record_event":"\#(change)""#))
        #expect(
            try members(of: "record_detail", in: .recordingStatus(status)) == [
                "file_format": .integer, "record_bps": .integer, "start_model": .integer, "record_content": .integer,
                "source_type": .integer, "codec_temp_id": .integer,
            ])
    }

    /// The numbers of `exception.type`.
    private static let exceptionTypes: Set = [
        -8, -9, -10, -11, -24, -16, -17, -18, -22, -23, -100, -104, -120, -130, -131, -132, -200, -201,
    ]

    @Test("are those of event 341, for every kind that is told, and each kind's number is documented")
    func exceptions() throws {
        for type in -1_000...1_000 {
            guard let kind = RecordingException.Kind(rawValue: type) else { continue }
            var exception = RecordingException.test
            exception.kind = kind
            try expect(.recordingException(exception), 341, Self.exception)
            #expect(Self.exceptionTypes.contains(type))
            let body = String(decoding: try Self.text(.recordingException(exception)), as: UTF8.self)
            #expect(body.contains(#""type":\#(type)}"#))
            #expect(body.contains(/"exception_level":"(info|warning|error)"/))
        }
    }
}
