// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Media
import Testing

@Suite struct CallbackSignatureTests {
    @Test(
        "is the MD5 of key and expiry",
        arguments: [
            (1_767_226_200, "78bf4a14e05747eab8a73d574331835d"),
            (1_767_229_860, "0e50f942b7458d484642bb4bcf8d4f3e"),
        ])
    func vectors(t: Int64, sign: String) {
        #expect(CallbackSignature(key: "demoKey2026", t: t).sign == sign)
    }

    @Test("expires ten minutes after it is sent")
    func expiry() {
        let signature = CallbackSignature(key: "demoKey2026", sentAt: .seconds(1_767_225_600))
        #expect(signature.t == 1_767_226_200)
        #expect(signature == CallbackSignature(key: "demoKey2026", t: 1_767_226_200))
    }
}
