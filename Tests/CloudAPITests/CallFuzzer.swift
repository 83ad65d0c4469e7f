// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// Makes calls that are nearly right: of any action in any form, with values and bytes changed here and there.
struct CallFuzzer {
    private static let bodies = [
        #"{"StreamName":"a","DomainName":"b","AppName":"c","EndTime":1800003600,"StartTime":1800000000}"#,
        #"{"TemplateName":"a","FlvParam":{"Enable":"1","RecordInterval":60,"VodFileName":"{StreamID}"},"CosStore":0}"#,
        #"{"TaskId":"U1"}"#, #"{"StartTime":1799990000,"EndTime":1800000000,"ScrollToken":"1-U"}"#,
        #"{"DomainName":"a.example.com","DomainType":0,"AuthDelta":5,"Enable":1,"AppName":"x","TemplateId":1}"#,
        #"{"FileIds":["1","2"],"CreateTime":{"After":"2026-01-01T00:00:00Z"},"Sort":{"Field":"a","Order":"b"}}"#,
        #"{"StreamName":"a","DomainName":"b","AppName":"c","ResumeTime":"2027-01-16T00:00:00Z","Reason":"r"}"#,
        #"{"StreamName":"a","StartTime":"2027-01-15T07:00:00Z","EndTime":"2027-01-15T08:00:00Z","DomainName":"b"}"#,
        #"{"StreamName":"a","StartTime":"2027-01-15 15:00:00","EndTime":"2027-01-15 16:00:00","PageNum":1,"PageSize":9}"#,
        #"{"TemplateName":"a","RecordNotifyUrl":"http://a.example.com/","RecordExceptionLevels":["error"]}"#,
        #"{"FileId":"1","Name":"n","AddTags":["t"],"DeleteKeyFrameDescs":[1.5],"DeleteParts":[{"Type":"OriginalFiles"}]}"#,
        #"{"FileId":"1","CoverData":"R0lGODlh","AddKeyFrameDescs":[{"TimeOffset":1.5,"Content":"c"}],"ClearSubtitles":1}"#,
        #"{"FileId":"1","AddSubtitles":[{"Name":"n","Language":"zh","Format":"vtt","Content":"V0VCVlRU","Id":"a"}]}"#,
        #"{"DomainName":"b"}"#, #"{"StreamName":"a","DomainName":"b","AppName":"c"}"#, "{}",
        #"{"Offset":0,"Limit":10,"PageNum":1,"PageSize":10,"DomainName":"b","IsDelayLive":0,"TaskId":7}"#,
    ]
    /// Calls that are right as they stand.
    private static let calls: [(action: String, service: Service, body: String)] = [
        ("DescribeRecordTask", .live, #"{"StartTime":1799990000,"EndTime":1800000000}"#),
        ("CreateLiveRecordTemplate", .live, #"{"TemplateName":"a","FlvParam":{"Enable":"1","RecordInterval":60}}"#),
        ("AddLiveDomain", .live, #"{"DomainName":"b.example.com","DomainType":0}"#),
        ("DescribeLiveDomains", .live, #"{"PageNum":1,"PageSize":10,"DomainPrefix":"b"}"#),
        ("ForbidLiveStream", .live, #"{"StreamName":"a","DomainName":"b","AppName":"c","Reason":"r"}"#),
        ("DescribeLiveStreamState", .live, #"{"StreamName":"a","DomainName":"b","AppName":"c"}"#),
        (
            "DescribeLiveStreamEventList", .live,
            #"{"StartTime":"2027-01-15T07:00:00Z","EndTime":"2027-01-15T08:00:00Z","IsAsc":1}"#
        ),
        (
            "CreateLiveCallbackTemplate", .live,
            #"{"TemplateName":"a","RecordNotifyUrl":"http://a.example.com/","RecordExceptionLevels":["error"]}"#
        ),
        ("SearchMedia", .vod, #"{"Tags":["a"],"CreateTime":{"After":"2026-01-01T00:00:00Z"},"Limit":10}"#),
        ("DescribeMediaInfos", .vod, #"{"FileIds":["1","2"],"Filters":["basicInfo"]}"#),
    ]
    private static let names = [
        "StreamName", "DomainName", "AppName", "EndTime", "StartTime", "TaskId", "TemplateId", "TemplateName",
        "FlvParam.Enable", "HlsParam.Enable", "FlvParam", "FileIds.0", "FileIds.1", "FileIds.x", "Limit", "Offset",
        "CreateTime.After", "DomainType", "Enable", "A.0.B", "FileId", "AddTags.0", "DeleteParts.0.Type", "ResumeTime",
        "PageNum", "PageSize", "DomainPrefix", "IsAsc", "RecordExceptionLevels.0", "RecordNotifyUrl", "", ".", "Nonce",
        "a_b",
    ]
    private static let values = [
        "", "0", "1", "-1", "a", "push.example.com", "1800003600", "18446744073709551616", "true", "True", "模板", "U1",
        "2026-01-01T00:00:00Z", "{StreamID}", "1.5", " ", "\u{0}",
    ]

    private var generator: SeededGenerator
    private let clock: ManualWallClock

    init(seed: UInt64, clock: ManualWallClock) {
        generator = SeededGenerator(seed: seed)
        self.clock = clock
    }

    mutating func next() -> (request: HTTPRequest, body: ByteBuffer) {
        let form = pick(CallForm.allCases, or: .jsonBody)
        let service = pick(Service.allCases, or: .live)
        let served = ActionTable.actions.filter { $0.definition.service == service }.map { $0.definition.name }
        let action = chance(20) ? pick(Self.values, or: "") : pick(served, or: "")
        var call: SignedCall
        if form == .jsonBody, !chance(5) {
            var right = (action: action, service: service, body: pick(Self.bodies, or: "{}"))
            if chance(2) { right = pick(Self.calls, or: right) }
            var body = Array(right.body.utf8)
            for _ in 0..<Int.random(in: 0...4, using: &generator) { mutate(&body) }
            call = SignedCall(
                right.action, String(decoding: body, as: UTF8.self), service: right.service, clock: clock)
        } else {
            let parameters = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                (name: pick(Self.names, or: ""), value: pick(Self.values, or: ""))
            }
            call = form.call(action, parameters, service: service, clock: clock)
        }
        if chance(4) { disturb(&call) }
        var body = Array(call.body.utf8)
        if chance(6) { mutate(&body) }
        let request = HTTPRequest(
            method: call.method, scheme: "http", authority: chance(50) ? nil : "localhost", path: call.uri,
            headerFields: call.headers)
        return (request, ByteBuffer(bytes: body))
    }

    /// Changes what was signed: a header, the target, or the method.
    private mutating func disturb(_ call: inout SignedCall) {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: call.method = pick([.get, .post, .put, .head], or: .get)
        case 1:
            var uri = Array(call.uri.utf8)
            mutate(&uri)
            call.uri = String(decoding: uri, as: UTF8.self)
        default:
            guard let field = call.headers.randomElement(using: &generator) else { return }
            var value = Array(field.value.utf8)
            mutate(&value)
            call.headers[field.name] = chance(5) ? nil : String(decoding: value, as: UTF8.self)
        }
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes[index] = pick(Array("{}[]\",:\\0-9e.unt&=%+\r\n;/".utf8), or: 0)
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(contentsOf: bytes[index...].prefix(8), at: index)
        case 4: bytes.removeSubrange(index...)
        default: bytes.insert(contentsOf: "99999999999999999999".utf8, at: index)
        }
    }

    /// True once in so many times.
    private mutating func chance(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &generator) == 0 }

    private mutating func pick<Value>(_ values: [Value], or other: Value) -> Value {
        values.randomElement(using: &generator) ?? other
    }
}
