// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Events 1 and 0: a push began, or ended (callbacks.md, section 3).
struct PushBody: Hashable, Encodable {
    private var appid: Int
    /// The push domain, in spite of its name.
    private var app: String
    private var appname: String
    private var streamID: String
    private var channelID: String
    private var eventType: Int
    private var eventTime: Int64
    /// Begin and end of one push share it.
    private var sequence: String
    private var node: String
    private var userIP: String
    private var streamParam: String
    /// Milliseconds in decimal; of the end only.
    private var pushDuration: String?
    private var errcode = 0
    private var errmsg = "ok"
    /// 1 to 6 are clusters of the mainland, as is every server here.
    private var setID = 2
    private var idcID = 0
    private var width = 0
    private var height = 0

    private enum CodingKeys: String, CodingKey {
        case appid, app, appname
        case streamID = "stream_id"
        case channelID = "channel_id"
        case eventType = "event_type"
        case eventTime = "event_time"
        case sequence, node
        case userIP = "user_ip"
        case streamParam = "stream_param"
        case pushDuration = "push_duration"
        case errcode, errmsg
        case setID = "set_id"
        case idcID = "idc_id"
        case width, height
    }

    private init(_ publication: Publication, type: Int, at time: WallTime, from origin: CallbackOrigin) {
        appid = origin.appID
        app = publication.key.domain
        appname = publication.key.application
        streamID = publication.key.stream
        channelID = publication.key.stream
        eventType = type
        eventTime = time.seconds
        sequence = String(publication.id.number)
        node = origin.node
        userIP = publication.clientAddress
        streamParam = publication.parameters
    }

    /// Event 1; no picture has been seen yet, so its size is 0.
    init(began publication: Publication, from origin: CallbackOrigin) {
        self.init(publication, type: 1, at: publication.begun, from: origin)
    }

    /// Event 0.
    init(
        ended publication: Publication, at time: WallTime, code: StopCode, resolution: PictureSize?,
        from origin: CallbackOrigin
    ) {
        self.init(publication, type: 0, at: time, from: origin)
        // The world's clock may have been set back during the push.
        pushDuration = String(max(0, time.microseconds - publication.begun.microseconds) / 1_000)
        errcode = code.code
        errmsg = code.reason
        width = resolution?.width ?? 0
        height = resolution?.height ?? 0
    }
}
