// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Media
import RecordingModel

/// Event 100: a file was recorded (callbacks.md, section 4).
struct FileRecordedBody: Hashable, Encodable {
    private var appid: Int
    private var eventType = 100
    /// The push domain, in spite of its name.
    private var app: String
    private var appname: String
    private var streamID: String
    private var channelID: String
    private var fileID: String
    private var recordFileID: String
    private var videoID: String
    /// Empty when the order named no template.
    private var recordTemplateID: String
    private var fileFormat: String
    private var taskID: String
    private var startTime: Int64
    private var startTimeMicroseconds: Int64
    private var endTime: Int64
    private var endTimeMicroseconds: Int64
    /// Seconds, rounded up.
    private var duration: Int64
    private var fileSize: Int64
    /// The query of the push URL for what was recorded by a rule; empty for an order, whatever the URL said.
    private var streamParam: String
    private var videoURL: String
    /// Milliseconds on the publisher's clock.
    private var mediaStartTime: Int64
    /// 0 for a stream recorded as it was pushed.
    private var recordBitrate = 0
    private var callbackExtension: String

    private enum CodingKeys: String, CodingKey {
        case appid
        case eventType = "event_type"
        case app, appname
        case streamID = "stream_id"
        case channelID = "channel_id"
        case fileID = "file_id"
        case recordFileID = "record_file_id"
        case videoID = "video_id"
        case recordTemplateID = "record_temp_id"
        case fileFormat = "file_format"
        case taskID = "task_id"
        case startTime = "start_time"
        case startTimeMicroseconds = "start_time_usec"
        case endTime = "end_time"
        case endTimeMicroseconds = "end_time_usec"
        case duration
        case fileSize = "file_size"
        case streamParam = "stream_param"
        case videoURL = "video_url"
        case mediaStartTime = "media_start_time"
        case recordBitrate = "record_bps"
        case callbackExtension = "callback_ext"
    }

    init(_ file: RecordedFile, from origin: CallbackOrigin) throws {
        appid = origin.appID
        app = file.publication.key.domain
        appname = file.publication.key.application
        streamID = file.publication.key.stream
        channelID = file.publication.key.stream
        fileID = file.id
        recordFileID = file.id
        videoID = file.id
        recordTemplateID = file.templateID == 0 ? "" : String(file.templateID)
        fileFormat = file.format.rawValue
        switch file.cause {
        case .order(let id): (taskID, streamParam) = (id, "")
        case .rule: (taskID, streamParam) = ("", file.publication.parameters)
        }
        startTime = file.facts.begun.seconds
        startTimeMicroseconds = file.facts.begun.microsecondOfSecond
        endTime = file.facts.ended.seconds
        endTimeMicroseconds = file.facts.ended.microsecondOfSecond
        duration = (file.facts.duration.nanoseconds + 999_999_999) / 1_000_000_000
        fileSize = file.size
        videoURL = file.url(base: origin.publicURL)
        mediaStartTime = file.facts.firstDecodeTime?.milliseconds ?? 0
        let text = try JSONEncoder.callbacks.encode(CallbackExtension(file))
        callbackExtension = String(decoding: text, as: UTF8.self)
    }
}

/// `callback_ext`, which goes into the body as JSON text; without video its first two members are empty.
private struct CallbackExtension: Encodable {
    private var videoCodec = ""
    /// `WxH`.
    private var resolution = ""
    private var sessionID: String

    private enum CodingKeys: String, CodingKey {
        case videoCodec = "video_codec"
        case resolution
        case sessionID = "session_id"
    }

    init(_ file: RecordedFile) {
        sessionID = file.sessionID
        guard let configuration = file.facts.video?.track.configuration else { return }
        // The live API calls H.265 by the name of the recommendation, the video on demand API by the other.
        videoCodec = if case .hevc = configuration { "h265" } else { configuration.name }
        // A size that can't be read has not kept the file from being recorded, and must not keep it unannounced.
        if let size = configuration.pictureSize { resolution = "\(size.width)x\(size.height)" }
    }
}
