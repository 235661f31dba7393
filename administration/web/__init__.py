"""The web shell: the layout every page sits in, sign-in, sessions, language, errors.

| word | module |
|---|---|
| the application, put together; its OpenAPI document | `app`, `interface` |
| what rooms see of it, and what it needs of an archive | `shell`, `house` |
| who asks: cookie, session, forms | `sessions`, `signing`, `throttle` |
| the ways to the pages of staff | `workplace` |
| what is being done and what waits | `operations`, `house_state`, `store_watch` |
| German and English; commands within sentences | `language`, `words`, `marking` |
| errors as pages and as problem documents | `problems`, `hints` |
| headers on every answer | `headers` |
"""
