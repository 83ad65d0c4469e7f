// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Media
import RecordingModel

/// Event 332: a recording begins, fails or ends (callbacks.md, section 5).
struct RecordingStatusBody: Hashable, Encodable {
    private var appid: Int
    private var eventType = 332
    /// The push domain; `app` in other events.
    private var domain: String
    private var appname: String
    private var streamID: String
    private var eventTime: Int64
    private var recordEvent: String
    private var recordDetail: String
    /// Empty for what a rule records.
    private var taskID: String
    private var seq: String
    private var sessionID: String

    private enum CodingKeys: String, CodingKey {
        case appid
        case eventType = "event_type"
        case domain, appname
        case streamID = "stream_id"
        case eventTime = "event_time"
        case recordEvent = "record_event"
        case recordDetail = "record_detail"
        case taskID = "task_id"
        case seq
        case sessionID = "session_id"
    }

    init(_ status: RecordingStatus, from origin: CallbackOrigin) throws {
        appid = origin.appID
        domain = status.key.domain
        appname = status.key.application
        streamID = status.key.stream
        eventTime = status.time.seconds
        recordEvent = status.change.rawValue
        let startModel: Int
        switch status.cause {
        case .order(let id): (taskID, startModel) = (id, 5)
        case .rule: (taskID, startModel) = ("", 1)
        }
        let detail = RecordingDetail(fileFormat: status.format.detailNumber, startModel: startModel)
        recordDetail = String(decoding: try JSONEncoder.callbacks.encode(detail), as: UTF8.self)
        seq = String(status.sequence)
        sessionID = status.sessionID
    }
}

/// `record_detail`, which goes into the body as JSON text.
private struct RecordingDetail: Encodable {
    var fileFormat: Int
    /// 0 for a stream recorded as it was pushed.
    private var recordBitrate = 0
    /// 1 for a rule, 5 for an order of the API.
    var startModel: Int
    /// 1 for the stream as it was pushed.
    private var recordContent = 1
    /// 1 for a live stream.
    private var sourceType = 1
    private var codecTemplateID = 0

    init(fileFormat: Int, startModel: Int) {
        self.fileFormat = fileFormat
        self.startModel = startModel
    }

    private enum CodingKeys: String, CodingKey {
        case fileFormat = "file_format"
        case recordBitrate = "record_bps"
        case startModel = "start_model"
        case recordContent = "record_content"
        case sourceType = "source_type"
        case codecTemplateID = "codec_temp_id"
    }
}

extension RecordingFormat {
    /// `file_format` in `record_detail`.
    fileprivate var detailNumber: Int {
        switch self {
        case .flv: 1
        case .hls: 2
        case .mp4: 3
        case .aac: 4
        case .mp3: 5
        }
    }
}
