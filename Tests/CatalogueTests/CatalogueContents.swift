// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting

extension StreamKey {
    static let room = StreamKey(domain: "push.example.com", application: "live", stream: "room42")
}

extension RecordingTask {
    static func test(
        _ id: String, _ start: Int64 = 100, _ end: Int64 = 200, key: StreamKey = .room
    ) -> RecordingTask {
        RecordingTask(
            id: id, key: key, start: .seconds(start), end: .seconds(end), templateID: .max, streamType: 1,
            extensionText: "x", created: WallTime(microseconds: 99_000_001))
    }
}

extension RecordTemplate {
    static var test: RecordTemplate {
        var flv = FormatSettings()
        flv.isEnabled = true
        flv.recordInterval = 60
        flv.storageTime = 86_400
        flv.vodSubAppID = 5
        flv.vodFileName = "{StreamID}_直播"
        flv.procedure = "p"
        flv.storageMode = "cold"
        flv.classID = 6
        flv.cosBucketName = "b"
        flv.cosBucketRegion = "r"
        flv.cosBucketPath = "/c"
        return RecordTemplate(
            name: "模板", description: "d", isDelayLive: true, formats: [.flv: flv, .mp3: FormatSettings()],
            flowContinueDuration: 30, uploadsInRecording: true, storesToCOS: true, removesWatermark: true)
    }
}

extension RecordRule {
    static func test(application: String = "", stream: String = "", template: Int64) -> RecordRule {
        RecordRule(
            domain: "Push.example.com", application: application, stream: stream, templateID: template,
            created: WallTime(microseconds: 5_000_001))
    }
}

extension LiveRecord {
    static func test(_ id: UInt64, _ start: Int64 = 100, _ end: Int64 = 200, created: Int64 = 99) -> LiveRecord {
        LiveRecord(
            id: id, key: .room, start: .seconds(start), end: .seconds(end),
            output: SingleOutput(format: .hls, content: .audio, recordInterval: 7_200, storageTime: 129_600_000),
            isMixed: true, isRealTime: true, created: .seconds(created))
    }
}

extension PushDomain {
    static func test(_ name: String) -> PushDomain {
        PushDomain(
            name: name, purpose: .play, isEnabled: false, created: WallTime(microseconds: 7), playType: 3,
            authentication: PushAuthentication(isEnabled: true, masterKey: "m", backupKey: "b", delta: 60))
    }
}

extension CallbackTemplate {
    static func test(_ name: String) -> CallbackTemplate {
        CallbackTemplate(
            name: name, description: "d", urls: [.record: "http://127.0.0.1/record", .streamEnd: "http://127.0.0.1/e"],
            key: "k", recordExceptionLevels: ["error", "warn"])
    }
}

extension RecordedFile {
    static func test(
        _ id: String, created: Int64 = 500, title: String = "room42_a", key: StreamKey = .room,
        cause: RecordingCause = .order(taskID: "task1")
    ) throws -> RecordedFile {
        let video = MediaFacts.TrackFacts(
            track: try .testVideo(), packets: 250, bytes: 1 << 40, firstDecodeTime: .milliseconds(-40),
            lastDecodeTime: MediaTime(nanoseconds: 9_960_000_001))
        let audio = MediaFacts.TrackFacts(track: try .testAudio(), packets: 430, bytes: 4_000)
        return RecordedFile(
            id: id, cause: cause, templateID: .max, sessionID: "77",
            publication: Publication(
                id: PublicationID(number: .max), key: key, begun: WallTime(microseconds: 3), clientAddress: "::1",
                parameters: "txSecret=a&txTime=b"),
            format: .hls, title: title, path: "\(id)/index.m3u8", size: 1 << 41,
            facts: MediaFacts(
                video: video, audio: audio, begun: WallTime(microseconds: 1), ended: WallTime(microseconds: 2)),
            created: .seconds(created))
    }
}

extension PushRecord {
    static func test(
        _ number: UInt64, begun: Int64 = 10, ended: Int64?, key: StreamKey = .room, isAdmitted: Bool = true
    ) -> PushRecord {
        PushRecord(
            publication: Publication(
                id: PublicationID(number: number), key: key, begun: .seconds(begun), clientAddress: "203.0.113.9",
                parameters: "txSecret=a"),
            isAdmitted: isAdmitted, end: ended.map { .test(at: $0) })
    }
}

extension PushRecord.End {
    static func test(at seconds: Int64) -> PushRecord.End {
        PushRecord.End(time: .seconds(seconds), code: .dropped, resolution: PictureSize(width: 640, height: 352))
    }
}

extension CallbackAttempt {
    static func test(
        _ seconds: Int64, stream: String = "room42", eventType: Int = 1, resultCode: Int = 0
    ) -> CallbackAttempt {
        CallbackAttempt(
            stream: stream, eventType: eventType, eventTime: .seconds(seconds), request: "{\"a\":1}", response: "好",
            responseTime: .seconds(seconds + 1), resultCode: resultCode)
    }
}

extension Announcement {
    static func test(
        _ kind: CallbackKind = .record, key: StreamKey = .room, at seconds: Int64 = 10, level: String? = nil,
        body: String = "{}"
    ) -> Announcement {
        Announcement(key: key, kind: kind, eventType: 100, time: .seconds(seconds), level: level, body: body)
    }
}
