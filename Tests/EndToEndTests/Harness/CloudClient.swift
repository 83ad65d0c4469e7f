// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Calls the server's API through the official Python SDK.
struct CloudClient: Sendable {
    /// `HOST:PORT`.
    let endpoint: String
    let secretID: String
    let secretKey: String
    /// What the SDK is told besides: the names stand in `sdk.py`.
    var options: [String: JSON] = [:]

    /// One call; throws ``CloudError`` where the SDK raises its exception.
    @discardableResult
    func call(_ action: String, _ parameters: [String: JSON] = [:], of service: String = "live") async throws -> JSON {
        let answer = try await PythonSDK.shared.call(
            [
                "endpoint": .string(self.endpoint), "secretId": .string(self.secretID),
                "secretKey": .string(self.secretKey), "service": .string(service), "action": .string(action),
                "parameters": .object(parameters),
            ].merging(self.options) { $1 })
        if let error = answer["error"].members {
            throw CloudError(
                code: error["code"]?.string ?? "", message: error["message"]?.string ?? "",
                requestID: error["requestId"]?.string)
        }
        return answer["response"]
    }

    /// Orders a recording, by default of `127.0.0.1/live/STREAM` from now on, and answers its TaskId.
    func order(
        _ stream: String, domain: String = "127.0.0.1", from start: Int64? = nil, until end: Int64,
        template: Int64? = nil
    ) async throws -> String {
        var parameters: [String: JSON] = [
            "StreamName": .string(stream), "DomainName": .string(domain), "AppName": "live", "EndTime": .integer(end),
        ]
        if let start { parameters["StartTime"] = .integer(start) }
        if let template { parameters["TemplateId"] = .integer(template) }
        let response = try await self.call("CreateRecordTask", parameters)
        guard let id = response["TaskId"].string else { throw CloudError(code: "", message: response.text) }
        return id
    }

    /// Makes a template that records FLV, and answers its id.
    func flvTemplate() async throws -> Int64 { try await self.template([.flv]) }

    /// Makes a template of formats, each with the same settings besides, and answers its id.
    func template(
        _ formats: [Recording.Format], settings: [String: JSON] = [:], continuing seconds: Int64 = 0
    ) async throws -> Int64 {
        var parameters: [String: JSON] = [
            "TemplateName": "test", "HlsSpecialParam": ["FlowContinueDuration": .integer(seconds)],
        ]
        for format in formats {
            parameters["\(format.rawValue.capitalized)Param"] = .object(
                ["Enable": 1, "RecordInterval": 1800].merging(settings) { $1 })
        }
        let response = try await self.call("CreateLiveRecordTemplate", parameters)
        guard let id = response["TemplateId"].integer else { throw CloudError(code: "", message: response.text) }
        return id
    }

    /// The tasks that `DescribeRecordTask` knows, a day back and a day ahead.
    func tasks() async throws -> [JSON] {
        let now = Int64(Date().timeIntervalSince1970)
        let response = try await self.call(
            "DescribeRecordTask", ["StartTime": .integer(now - 86400), "EndTime": .integer(now + 86400)])
        return response["TaskList"].array ?? []
    }

    /// The finished recordings of a stream, oldest first, as `vod` tells them.
    func recordings(of stream: String) async throws -> [JSON] {
        let response = try await self.call(
            "SearchMedia",
            ["StreamIds": [.string(stream)], "Sort": ["Field": "CreateTime", "Order": "Asc"], "Limit": 100], of: "vod")
        return response["MediaInfoSet"].array ?? []
    }

    /// Waits until a stream has so many finished recordings; fails at once when there are more.
    func recordings(of stream: String, count: Int, within seconds: Double = 20) async throws -> [JSON] {
        try await eventually("\(count) recordings of \(stream)", within: seconds, every: .milliseconds(200)) {
            let recordings = try await self.recordings(of: stream)
            guard recordings.count <= count else {
                throw CloudError(code: "", message: "\(recordings.count) recordings, expected \(count)")
            }
            return recordings.count == count ? recordings : nil
        }
    }
}

/// What the SDK raised, or what its answer lacked.
struct CloudError: Error, Hashable {
    let code: String
    let message: String
    var requestID: String?
}
