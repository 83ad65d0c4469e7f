// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite struct ResponseSizeTests {
    private let api = TestAPI()

    private func answer(of limit: Int) async -> String {
        let call = SignedCall("DescribeLiveRecordTemplates", clock: api.clock)
        let request = HTTPRequest(
            method: call.method, scheme: "http", authority: "localhost", path: call.uri, headerFields: call.headers)
        return await CallHandler(api.dependencies, maximumResponseSize: limit)
            .answer(to: request, body: ByteBuffer(string: call.body))
    }

    @Test("gives an answer of as many bytes as may be, and none that is larger")
    func limit() async throws {
        _ = try await api.catalogue.insert(RecordTemplate(name: "模板", formats: [:]))
        let whole = await answer(of: .max)
        let size = whole.utf8.count
        #expect(whole.hasPrefix(#"{"Response":{"Templates":[{"#) && size > 1_000)
        #expect(await answer(of: size).utf8.count == size)
        let refused = await answer(of: size - 1)
        #expect(refused.hasPrefix(#"{"Response":{"Error":{"Code":"ResponseSizeLimitExceeded","#))
        #expect(CallHandler.maximumResponseSize == 50 << 20)
    }
}
