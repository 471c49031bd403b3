def oracle(text: str, quote: str) -> bool:
    raise NotImplementedError
