"""The web shell: the layout every page sits in, sign-in, sessions, language, errors.

| word | module |
|---|---|
| the application, put together | `app` |
| what rooms see of it | `shell` |
| who asks: cookie, session, forms | `sessions`, `signing` |
| German and English | `language`, `words` |
| errors as pages and as problem documents | `problems` |
| headers on every answer | `headers` |
"""
